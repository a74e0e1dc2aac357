import Connectors
import Foundation
import LeadModel
import Testing

@testable import SyncEngine

@Suite struct `A destination that is shipped` {
    @Test func `is the file of the project, and is understood`() throws {
        let folder = Repository.path("config/vendors/destinations")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(Set(files) == Set(ShippedDestinations.names.map { "to-\($0).yaml" }))
        for name in ShippedDestinations.names {
            let text = try String(contentsOfFile: "\(folder)/to-\(name).yaml", encoding: .utf8)
            #expect(ShippedDestinations.destinations[name] == Array(text.utf8), "build anew: \(name)")
            let destination = try DestinationDefinition.compile(text, file: name)
            #expect(destination.name == name && !destination.takesFiles)
            let about = try #require(ShippedDestinations.about(name))
            #expect(about.contains("Yours: "), "\(name) says what is to be filled in")
        }
    }

    @Test func `is written under a name and for an address, once`() throws {
        let config = NSTemporaryDirectory() + "leadloop-shipped-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: config) }
        let path = try ShippedDestinations.add(
            "mautic", as: "nurture", address: "https://mautic.acme.example", config: config)
        #expect(path == "\(config)/destinations/nurture.yaml")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.contains("destination: nurture\n") && text.contains("$schema=../schema/destination.schema.json"))
        #expect(text.contains("token-url: https://mautic.acme.example/oauth") && !text.contains("your-company"))
        #expect(try DestinationDefinition.compile(text, file: path).name == "nurture")
        for (vendor, name, address) in [
            ("mautic", "nurture", nil), ("mautik", "other", nil), ("mautic", "Other", nil),
            ("mautic", "other", "nowhere"),
        ] as [(String, String, String?)] {
            #expect(throws: Fault.self) {
                try ShippedDestinations.add(vendor, as: name, address: address, config: config)
            }
        }
    }
}
