internal import LeadModel

/// Decides what a column holds from everything that was counted of it.
struct TypeJudge {
    let tally: ColumnTally

    /// A column is of a kind if so many of its values are; the rest are mistakes.
    private static let enough = 0.9
    /// Times are read by one spelling; so many may be mistyped for it to be worth telling.
    private static let strays = 0.05

    /// Fills in the guess and the notes.
    func judge(_ profile: inout ColumnProfile) {
        guard tally.filled > 0 else { return }
        profile.guess =
            flag(profile) ?? time(&profile) ?? identifier() ?? written() ?? number(profile) ?? phone() ?? words(profile)
            ?? text(&profile)
        profile.unreadDates = unreadDates(profile.guess.kind)
    }

    private func unreadDates(_ kind: TypeGuess.Kind) -> String? {
        switch kind {
        case .shortYear: "its years have two digits, which say no century; export them with four"
        case .text, .words:
            share(tally.shapes.monthNames) >= Self.enough
                ? "its months are names that are not understood; export them as numbers, such as dd.MM.yyyy" : nil
        case .whole, .number, .digits, .ambiguousNumber:
            share(tally.shapes.serialDays) >= 1
                ? "its days are numbers of a spreadsheet; give the column the format of a date before it is exported"
                : nil
        default: nil
        }
    }

    private var count: Int { tally.filled }

    private func share(_ part: Int) -> Double { Double(part) / Double(count) }

    private func guess(_ kind: TypeGuess.Kind, _ part: Int) -> TypeGuess? {
        share(part) >= Self.enough ? TypeGuess(kind, share: share(part)) : nil
    }

    private func flag(_ profile: ColumnProfile) -> TypeGuess? {
        guard !tally.hasTooManyWords, !profile.hasFalseForNull,
            let (yes, no) = FlagWords.meaning(of: profile.words.map(\.word), hasBlanks: profile.blank > 0)
        else { return nil }
        return TypeGuess(.flag(yes: yes.sorted(), no: no.sorted()))
    }

    // MARK: Times

    private func time(_ profile: inout ColumnProfile) -> TypeGuess? {
        let times = tally.times
        switch times.outcome {
        case .one("yyyyMMdd") where !isLikelyCompactDate: break
        case .one(let format): return TypeGuess(.time(format: format, needsZone: times.needsZone))
        case .several(let formats): return TypeGuess(.ambiguousTime(formats: formats, needsZone: times.needsZone))
        case .none: break
        }
        if times.hasShortYears { return TypeGuess(.shortYear) }
        if let (outcome, missing) = times.nearOutcome(missing: Self.strays), count >= 20 {
            let words = missing == 1 ? "1 value is not" : "\(missing) values are not"
            switch outcome {
            case .one(let format) where format != "yyyyMMdd":
                profile.notes.append("\(words) \(format)")
                profile.nearTime = .init(format: format, missing: missing, needsZone: times.needsZone)
            case .several(let formats): profile.notes.append("\(words) \(formats.joined(separator: " or "))")
            default: break
            }
        }
        let mixture = times.mixture
        if !mixture.isEmpty, profile.nearTime == nil, !mixture.contains("yyyyMMdd") {
            profile.notes.append("times, but no spelling reads all: \(mixture.joined(separator: ", ")) and others")
            return TypeGuess(.text)
        }
        let numbers = tally.numbers
        if numbers.whole == count, numbers.epochMilliseconds == count { profile.epoch = "epoch-milliseconds" }
        if numbers.whole == count, numbers.epochSeconds == count { profile.epoch = "epoch-seconds" }
        // Telephone numbers of ten digits fall into these years too, one of five.
        let isSure = count >= 12 || tally.shapes.numberForms == count
        if isSure, numbers.whole == count, numbers.epochMilliseconds == count {
            return TypeGuess(.time(format: "epoch-milliseconds", needsZone: false))
        }
        if isSure, numbers.whole == count, numbers.epochSeconds == count, numbers.digits.longest >= 9 {
            return TypeGuess(.time(format: "epoch-seconds", needsZone: false))
        }
        return nil
    }

    /// Eight digits are as well a number or an id; every one of many is hardly a day by chance.
    private var isLikelyCompactDate: Bool { count >= 8 && tally.distinctCount.count >= 4 }

    // MARK: What a spelling tells alone

    private func identifier() -> TypeGuess? {
        let shapes = tally.shapes
        return guess(.guid, shapes.guids) ?? guess(.salesforceID, shapes.salesforceIDs) ?? guess(.hash, shapes.hashes)
    }

    private func written() -> TypeGuess? {
        let shapes = tally.shapes
        if let found = guess(.email, shapes.emails) ?? guess(.link, shapes.links) ?? guess(
            .networkAddress, shapes.networkAddresses)
            ?? guess(.domain, shapes.domains)
        {
            return found
        }
        if shapes.links > 0, let found = guess(.link, shapes.links + shapes.domains) { return found }
        if share(shapes.countries) >= 0.95 {
            let isState = shapes.statesToo == shapes.countries
            return TypeGuess(isState ? .countryOrState : .country, share: share(shapes.countries))
        }
        return guess(.currency, shapes.currencies)
    }

    private func number(_ profile: ColumnProfile) -> TypeGuess? {
        let numbers = tally.numbers
        if numbers.whole == count {
            if numbers.leadingZeros > 0 || numbers.digits.longest > 15 {
                return TypeGuess(tally.shapes.barePhones * 10 >= count * 9 ? .digitsOrPhone : .digits)
            }
            let isLong = 9...13 ~= numbers.digits.longest && numbers.digits.shortest >= 9
            return TypeGuess(isLong && tally.shapes.numberForms == 0 ? .digitsOrPhone : .whole)
        }
        if numbers.withCurrency > 0 {
            let readsPoint = numbers.moneyWithPoint + numbers.withPoint
            let readsComma = numbers.moneyWithComma + numbers.withComma
            guard max(readsPoint, readsComma) == count else { return nil }
            let differ = numbers.differing + numbers.moneyDiffering > 0
            let isOpen = readsPoint == readsComma && differ
            return TypeGuess(
                .money(
                    mark: isOpen ? nil : readsPoint == count ? "point" : "comma",
                    currencies: numbers.currencies.sorted()))
        }
        guard max(numbers.withPoint, numbers.withComma) == count else { return nil }
        // `123 456 789` is how some write telephone numbers.
        if numbers.spacedGroups == count, tally.shapes.writtenPhones == count { return TypeGuess(.digitsOrPhone) }
        if numbers.withPoint == count, numbers.withComma == count {
            return TypeGuess(numbers.differing > 0 ? .ambiguousNumber : .number(mark: "point"))
        }
        return TypeGuess(.number(mark: numbers.withPoint == count ? "point" : "comma"))
    }

    private func phone() -> TypeGuess? {
        let shapes = tally.shapes
        let all = shapes.writtenPhones + shapes.barePhones
        guard shapes.writtenPhones * 2 >= all, shapes.writtenPhones > 0 else { return nil }
        return guess(.phone, all)
    }

    // MARK: Words

    private func words(_ profile: ColumnProfile) -> TypeGuess? {
        guard !tally.hasTooManyWords, count >= 4, profile.words.count * 2 <= count,
            profile.words.allSatisfy({
                VocabularyLook.isWord(Array($0.word.utf8)) && $0.word.split(separator: " ").count <= 6
            })
        else { return nil }
        return TypeGuess(.words)
    }

    private func text(_ profile: inout ColumnProfile) -> TypeGuess {
        let shapes = tally.shapes
        if shapes.emails * 2 > count {
            profile.notes.append("\(TypeGuess.percent(share(shapes.emails))) are e-mail addresses")
        }
        if shapes.countries * 2 > count {
            profile.notes.append("\(TypeGuess.percent(share(shapes.countries))) are countries")
        }
        if shapes.writtenPhones + shapes.barePhones > count / 2 {
            profile.notes.append(
                "\(TypeGuess.percent(share(shapes.writtenPhones + shapes.barePhones))) are telephone numbers")
        }
        let isCode =
            shapes.withDigit == count && shapes.withSpace == 0 && shapes.longest <= 40 && profile.isUnique && count >= 3
        return TypeGuess(isCode ? .code : .text)
    }
}
