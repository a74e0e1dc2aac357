import Foundation
import LeadModel

/// How often a source may be asked: `quota:`.
public struct CallQuota: Sendable, Hashable {
    /// So many calls in so many seconds; `nil`: any.
    public struct Pace: Sendable, Hashable {
        public var calls: Int
        public var seconds: Int
    }

    /// What a vendor allows in a day, to everybody who works with the account.
    public struct Day: Sendable, Hashable {
        /// Calls in a day of UTC; `nil`: the vendor says.
        public var calls: Int?
        /// A header that says what is left, and one that says what a day has.
        public var remaining: String?
        public var limit: String?
        /// A header that says both, as Salesforce does: `api-usage=18/5000`.
        public var usage: String?
        /// Hundredths of a day's calls that may be used, by whomever, before this source stops.
        public var share = 100

        public init() {}
    }

    public var pace: Pace?
    public var day: Day?
    /// A header that says how many calls are left until that of `reset`.
    public var remaining: String?
    /// Seconds, or a time in seconds or milliseconds since 1970.
    public var reset: String?

    public init() {}
}

/// Counts the calls to one source, and says when the next may be made.
struct QuotaKeeper {
    let quota: CallQuota
    /// Where the calls of a day are counted from run to run; `nil`: of this run alone.
    var file: String?
    /// When the last calls were made, as many as a pace has.
    private var recent: [Instant] = []
    /// Until when the vendor allows no more.
    private var closed: Instant?
    /// What of a day's calls is used, as the vendor said last.
    private var told: (used: Int, limit: Int)?
    private var counted: Counted?

    private struct Counted: Codable {
        var day: Int
        var calls: Int
    }

    init(_ quota: CallQuota) { self.quota = quota }

    /// Before a call.
    /// - Parameters:
    ///   - longestWait: until the vendor allows more, in seconds.
    ///   - longestPace: for our own pace.
    /// - Returns: for how many seconds to wait.
    /// - Throws: `http.quota` where the day's share is used.
    mutating func admit(
        now: Instant, longestWait: Int, longestPace: Int = .max, host: String
    ) throws(Fault) -> Int {
        if let day = quota.day { try check(day, now, host) }
        var wait = 0
        if let closed, now < closed { wait = QuotaKeeper.seconds(from: now, to: closed) }
        guard wait <= longestWait else { throw HTTPFault.quotaClosed(wait, host) }
        if let pace = quota.pace {
            recent.removeAll { $0.adding(seconds: pace.seconds) <= now }
            if recent.count >= pace.calls, let first = recent.dropLast(pace.calls - 1).last {
                wait = max(wait, QuotaKeeper.seconds(from: now, to: first.adding(seconds: pace.seconds)))
            }
            guard wait <= max(longestPace, longestWait) else { throw HTTPFault.quotaPaced(wait, host) }
            recent.append(now.adding(seconds: wait))
        }
        return wait
    }

    private static func seconds(from: Instant, to: Instant) -> Int {
        Int(max(0, to.milliseconds - from.milliseconds + 999) / 1_000)
    }

    private mutating func check(_ day: CallQuota.Day, _ now: Instant, _ host: String) throws(Fault) {
        if let told, told.used * 100 >= told.limit * day.share {
            throw HTTPFault.quotaUsed(told.used, of: told.limit, day.share, host)
        }
        guard let calls = day.calls else { return }
        let today = Int(now.milliseconds / 86_400_000)
        if counted == nil { counted = try kept() }
        if counted?.day != today { counted = Counted(day: today, calls: 0) }
        let used = counted?.calls ?? 0
        guard used * 100 < calls * day.share else { throw HTTPFault.quotaUsed(used, of: calls, day.share, host) }
        counted?.calls = used + 1
        try keep()
    }

    /// Of the share of a day's calls that this source may use, what is left by the vendor's count, or by ours.
    var left: Int? {
        guard let day = quota.day else { return nil }
        func left(_ used: Int, _ limit: Int) -> Int { max(0, (limit * day.share + 99) / 100 - used) }
        return told.map { left($0.used, $0.limit) } ?? day.calls.map { left(counted?.calls ?? 0, $0) }
    }

    /// What an answer says of what is left.
    mutating func note(_ head: ResponseHead, now: Instant) {
        if let name = quota.remaining, let left = QuotaKeeper.count(head[name]) {
            closed = left > 0 ? nil : quota.reset.flatMap { head[$0] }.flatMap { QuotaKeeper.time($0, now) }
        }
        guard let day = quota.day else { return }
        if let text = day.usage.flatMap({ head[$0] }) {
            // The first of them is the account's: `api-usage=18/5000; per-app-api-usage=17/250(appName=us)`.
            let numbers = text.drop { $0 != "=" }.dropFirst().prefix { $0.isNumber || $0 == "/" }.split(separator: "/")
            if numbers.count == 2, let used = QuotaKeeper.count(String(numbers[0])),
                let limit = QuotaKeeper.count(String(numbers[1]))
            {
                told = (used, limit)
            }
        } else if let left = QuotaKeeper.count(day.remaining.flatMap({ head[$0] })),
            let limit = QuotaKeeper.count(day.limit.flatMap({ head[$0] })) ?? day.calls
        {
            told = (limit - left, limit)
        }
    }

    /// A number of calls, as far as anybody counts them.
    private static func count(_ text: String?) -> Int? {
        text.flatMap { Int($0) }.map { min(max($0, 0), 1_000_000_000_000) }
    }

    /// Seconds from now, or since 1970, or milliseconds since 1970: nobody is asked to wait for thirty years.
    private static func time(_ text: String, _ now: Instant) -> Instant? {
        guard let number = Int64(text), number >= 0 else { return nil }
        if number < 1_000_000_000 { return now.adding(seconds: Int(number)) }
        return Instant(milliseconds: number < 100_000_000_000 ? number * 1_000 : number)
    }

    // MARK: The count of a day

    private func kept() throws(Fault) -> Counted? {
        guard let file, let data = FileManager.default.contents(atPath: file) else { return nil }
        // Our own note; one that cannot be read is none, because the vendor counts, too.
        return try? JSONDecoder().decode(Counted.self, from: data)
    }

    private func keep() throws(Fault) {
        guard let file, let counted else { return }
        let data: Data
        do { data = try JSONEncoder().encode(counted) } catch {
            preconditionFailure("a count is always JSON: \(error)")
        }
        let whole = try WholeFile(path: file, isPrivate: true)
        try whole.write(Array(data))
        _ = try whole.commit()
    }
}

extension HTTPFault {
    static func quotaUsed(_ used: Int, of limit: Int, _ share: Int, _ host: String) -> Fault {
        Fault(
            .httpQuota, .stopStream, "\(used) of the day's \(limit) calls are used, and \(share) % may be",
            at: Origin(file: host),
            advice: "The next run goes on where this one stopped, when the day is over; 'share' of 'quota' allows more."
        )
    }

    static func quotaShort(_ calls: CallCount, _ host: String) -> Fault {
        Fault(
            .httpQuota, .stopStream,
            "about \((calls.estimated ?? 0) - calls.made) more calls are needed, going by the last pull, and \(calls.left ?? 0) are left today",
            at: Origin(file: host),
            advice: "Nothing is lost: it stops where they are used, and the next run goes on there.")
    }

    static func quotaPaced(_ seconds: Int, _ host: String) -> Fault {
        Fault(
            .httpQuota, .retry(afterSeconds: seconds), "'quota' allows the next call in \(seconds) s",
            at: Origin(file: host),
            advice: "Nothing is lost: it is sent then. 'calls' of 'quota' allows more.")
    }

    static func quotaClosed(_ seconds: Int, _ host: String) -> Fault {
        Fault(
            .httpQuota, .retry(afterSeconds: seconds),
            "the host allows no more calls for \(seconds) s, longer than a run waits",
            at: Origin(file: host),
            advice: "The next run goes on where this one stopped; 'limits: wait' allows more.")
    }
}
