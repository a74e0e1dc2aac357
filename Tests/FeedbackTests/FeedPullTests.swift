import ConfigFiles
import Feedback
import LeadModel
import Testing

@Suite struct `Receivers who fetch a feed` {
    private func feed(_ target: String) -> String {
        """
        feed: test
        select: { decision: recycle }
        fields: { Mail: email }
        format: json
        to: \(target)
        mode: full

        """
    }

    private func faults(_ target: String) -> [Fault] {
        do throws(FaultList) {
            _ = try FeedDefinition.compile(feed(target), file: "feed.yaml")
            return []
        } catch {
            return error.faults
        }
    }

    @Test func `are named, each with the tokens that it may come with`() throws {
        let text = feed("{ folder: feeds, pull: { warehouse: env:A, partner-2: [file:keys/b, env:C] } }")
        let target = try FeedDefinition.compile(text, file: "feed.yaml").target
        #expect(target.receivers.map(\.name) == ["warehouse", "partner-2"])
        #expect(target.receivers.map { $0.tokens.map(\.description) } == [["env:A"], ["file:keys/b", "env:C"]])
        #expect(target.folder == "feeds" && target.upload == nil)
        #expect(try FeedDefinition.compile(feed("{ folder: feeds }"), file: "feed.yaml").target.receivers.isEmpty)
    }

    @Test(arguments: [
        "{ folder: feeds, pull: {} }", "{ folder: feeds, pull: { Warehouse: env:A } }",
        "{ folder: feeds, pull: { a/b: env:A } }", "{ folder: feeds, pull: { a: [] } }",
        "{ folder: feeds, pull: { a: env:A, b: env:A } }", "{ folder: feeds, pull: { a: [env:A, env:A] } }",
        "{ folder: feeds, pull: { a: env:9 } }", "{ folder: feeds, pull: true }",
        "{ destination: marketo, pull: { a: env:A } }",
    ])
    func `are refused with their place where they are none`(target: String) {
        let faults = faults(target)
        #expect(!faults.isEmpty && faults.allSatisfy { $0.origin?.line != nil && !$0.advice.isEmpty })
    }

    @Test func `have no token that stands in the file itself`() {
        let token = "s3cr3t-s3cr3t-s3cr3t-s3cr3t-s3cr3t"
        let faults = faults("{ folder: feeds, pull: { warehouse: \(token) } }")
        #expect(faults.count == 1 && !faults.description.contains(token))
        #expect(faults.first?.advice.contains("Change it") == true)
    }
}
