import LeadModel
import Testing

@Suite struct `The code of a fault` {
    @Test(arguments: FaultCode.allCases) func `names the room that found it`(code: FaultCode) {
        #expect(code.rawValue == "\(code.room.rawValue).\(code.rawValue.drop { $0 != "." }.dropFirst())")
    }

    @Test(arguments: FaultCode.Room.allCases) func `leaves no room without a code`(room: FaultCode.Room) {
        #expect(FaultCode.allCases.contains { $0.room == room })
    }
}
