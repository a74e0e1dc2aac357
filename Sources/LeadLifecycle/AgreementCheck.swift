import ConfigFiles
import LeadModel

/// What is odd about the dates of an agreement.
extension AgreementCompiler {
    /// Versions hold from their day until the next one's: there is no gap between two, and none overlaps another. Days of zones
    /// that lie far apart can begin in another order than their dates: then it could not be said which version is the newer.
    func checkOrder(_ versions: [AgreementVersion]) {
        let byDate = versions.sorted { $0.effectiveFrom < $1.effectiveFrom }
        for (earlier, later) in zip(byDate, byDate.dropFirst())
        where earlier.effectiveFrom != later.effectiveFrom && earlier.begins > later.begins {
            findings.add(
                .agreementContradiction,
                "the version of \(later.effectiveFrom) begins before that of \(earlier.effectiveFrom): "
                    + "days begin earlier in \(later.zone.name) than in \(earlier.zone.name)",
                at: later.place, advice: "Write the same zone in both, or a later date.")
        }
    }

    /// A holiday on which nobody works anyway is probably meant for the day that is taken off instead of it.
    mutating func warnAboutHolidays(
        _ holidays: [(day: Int, text: String, place: Origin)], workingDays: [Bool]
    ) {
        let names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
        var seen: Set<Int> = []
        for holiday in holidays {
            let weekday = BusinessHours.weekday(of: holiday.day)
            if !seen.insert(holiday.day).inserted {
                warn("the holiday \(holiday.text) stands there twice", at: holiday.place, "Keep one of them.")
            } else if !workingDays[weekday] {
                warn(
                    "the holiday \(holiday.text) is a \(names[weekday]), on which nobody works anyway",
                    at: holiday.place,
                    "Write the working day that is taken off for it, or take it out.")
            }
        }
    }

    mutating func warn(_ summary: String, at place: Origin, _ advice: String) {
        warnings.append(Fault(.agreementContradiction, .stopRun, summary, at: place, advice: advice))
    }
}
