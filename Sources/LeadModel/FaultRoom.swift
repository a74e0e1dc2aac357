extension FaultCode {
    /// Where a fault was found: the part of its code before the dot.
    public enum Room: String, Sendable, Hashable, CaseIterable {
        case file, network, http, pull, singer, tls, ssh, secret, zip, gzip, encoding, format, csv, json, xml, record
        case config, mapping, agreement, feed, delivery, serve
        case store, run, drift, plan, lead, verdict, quarantine, suppression
    }

    /// The room that found it.
    public var room: Room {
        guard let room = FaultCode.rooms[self] else { preconditionFailure("the code \(rawValue) names no room") }
        return room
    }

    private static let rooms: [FaultCode: Room] = {
        var rooms: [FaultCode: Room] = [:]
        for code in allCases {
            rooms[code] = code.rawValue.split(separator: ".").first.flatMap { Room(rawValue: String($0)) }
        }
        return rooms
    }()
}
