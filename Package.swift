// swift-tools-version: 6.1
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// A stage or a door of the house: what it may import is what it depends on here, and the build checks it.
func room(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

func tests(of name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(
        name: name + "Tests", dependencies: [.byName(name: name), "TestSupport"] + dependencies, swiftSettings: settings
    )
}

let package = Package(
    name: "leadloop",
    products: [.executable(name: "leadloop", targets: ["leadloop"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        // Without its reader of configuration files.
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.100.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.9.0"),
    ],
    targets: [
        // Values that cross rooms, and configuration documents
        room("LeadModel", []),
        room("ConfigFiles", ["LeadModel", "Yams"]),
        // Where tests let a debug build die
        room("Failpoints", []),

        // The stages: none imports another
        room("RecordFormats", ["LeadModel", "CRecordScan", "CRecordCells", "CSimdJSON", "CLibXML", "CZlib"]),
        room(
            "FieldMapping",
            ["LeadModel", "ConfigFiles", "CPhoneNumber", "CRE2", "CIDN2", "CLibXML", "CSHA256"]),
        room("Reconciliation", ["LeadModel", "ConfigFiles"]),
        room("LeadLifecycle", ["LeadModel", "ConfigFiles"]),
        room("Feedback", ["LeadModel", "ConfigFiles", "RecordFormats", "CSHA256"]),

        // The doors: files and networks, the store
        room(
            "Connectors",
            [
                "LeadModel", "ConfigFiles", "Failpoints", "RecordFormats", "CSHA256", "CCurl", "CTapProcess",
                "CBeneath", "CZip",
                "CRSA", "CEd25519",
            ]),
        room(
            "LeadStore",
            [
                "LeadModel", "Failpoints", "CZstd", "CSHA256", "CRowBatch",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),

        // What introduces the stages to each other, and the command line
        .target(
            name: "SyncEngine",
            dependencies: [
                "LeadModel", "ConfigFiles", "RecordFormats", "FieldMapping", "Reconciliation", "LeadLifecycle",
                "Feedback", "Connectors",
                "LeadStore", "Failpoints", "CScratchFiles", "CLibraryFile", "CMalloc",
            ],
            resources: [.embedInCode("Starter"), .embedInCode("Shipped")], swiftSettings: settings),
        // What others ask over HTTP
        room(
            "Console",
            [
                "LeadModel", "Connectors", "SyncEngine",
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]),
        .executableTarget(
            name: "leadloop",
            dependencies: [
                "LeadModel", "ConfigFiles", "LeadLifecycle", "Feedback", "LeadStore", "SyncEngine", "Console",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], swiftSettings: settings),

        // What `make bench` measures the readers with
        .executableTarget(
            name: "ReadRecords", dependencies: ["LeadModel", "RecordFormats", "FieldMapping"],
            path: "Benchmarks/ReadRecords",
            swiftSettings: settings),

        // C behind narrow headers
        .target(name: "CRecordScan"),
        .target(name: "CRecordCells"),
        .target(name: "CSimdJSON", dependencies: ["CRecordCells"], linkerSettings: [.linkedLibrary("simdjson")]),
        .systemLibrary(name: "CLibXMLHeaders", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .target(
            name: "CLibXML", dependencies: ["CRecordCells", "CLibXMLHeaders"], linkerSettings: [.linkedLibrary("xml2")]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
        .target(name: "CBeneath"),
        .target(name: "CSHA256", linkerSettings: [.linkedLibrary("crypto")]),
        .target(name: "CRSA", linkerSettings: [.linkedLibrary("crypto")]),
        .target(name: "CEd25519", linkerSettings: [.linkedLibrary("crypto")]),
        .target(name: "CScratchFiles"),
        .target(name: "CRowBatch", linkerSettings: [.linkedLibrary("sqlite3")]),
        .target(
            name: "CPhoneNumber", linkerSettings: [.linkedLibrary("phonenumber"), .linkedLibrary("protobuf")]),
        .target(name: "CRE2", linkerSettings: [.linkedLibrary("re2")]),
        .target(name: "CIDN2", linkerSettings: [.linkedLibrary("idn2")]),
        .target(name: "CLibraryFile"),
        .target(name: "CMalloc"),
        .target(name: "CTapProcess"),
        .target(
            name: "CCurl", linkerSettings: [.linkedLibrary("curl"), .linkedLibrary("ssl"), .linkedLibrary("crypto")]),

        // What several rooms' tests share
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: settings),
        tests(of: "LeadModel", []),
        tests(of: "ConfigFiles", ["LeadModel"]),
        tests(of: "RecordFormats", ["LeadModel", "CZlib"]),
        tests(of: "FieldMapping", ["LeadModel", "ConfigFiles", "CPhoneNumber"]),
        tests(of: "LeadLifecycle", ["LeadModel", "ConfigFiles"]),
        tests(of: "Feedback", ["LeadModel", "ConfigFiles", "LeadLifecycle", "RecordFormats"]),
        tests(of: "Reconciliation", ["LeadModel", "ConfigFiles"]),
        tests(of: "Connectors", ["LeadModel", "ConfigFiles", "CBeneath"]),
        tests(of: "LeadStore", ["LeadModel", .product(name: "GRDB", package: "GRDB.swift")]),
        tests(of: "Console", ["LeadModel", .product(name: "HTTPTypes", package: "swift-http-types")]),
        tests(
            of: "SyncEngine",
            [
                "LeadModel", "ConfigFiles", "Connectors", "Console", "Failpoints", "FieldMapping", "Feedback",
                "LeadStore",
                "leadloop",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
    ],
    cxxLanguageStandard: .cxx17
)
