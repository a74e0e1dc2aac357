import LeadModel
import Testing

@testable import Connectors

@Suite struct `A message about an answer over HTTP` {
    @Test(arguments: [500, 502, 599])
    func `does not ask to correct a request where the host has failed`(status: Int) {
        let fault = HTTPFault.status(status, code: nil, "crm.example", of: .source)
        #expect(fault.code == .httpStatus && fault.summary.contains("the host has failed with status \(status)"))
        #expect(fault.advice.contains("The next run goes on"))
        #expect(!fault.advice.contains("correct the request"))
    }

    @Test(arguments: [400, 404, 422, 499])
    func `asks to correct one that was refused`(status: Int) {
        let fault = HTTPFault.status(status, code: nil, "crm.example", of: .source)
        #expect(fault.summary.contains("refused with status \(status)"))
        #expect(fault.advice.contains("correct the request of the stream"))
    }

    @Test(
        arguments: [
            (3_601, "60 minutes ahead of"), (-7_199, "120 minutes behind"), (7_200, "2 hours ahead of"),
            (-172_799, "48 hours behind"), (172_800, "2 days ahead of"), (259_140, "3 days ahead of"),
        ] as [(Int64, String)])
    func `says how far clocks are apart in a unit that can be read`(seconds: Int64, words: String) {
        let fault = HTTPFault.clock(seconds, "crm.example")
        #expect(fault.summary == "the clock of the host is \(words) ours")
    }
}
