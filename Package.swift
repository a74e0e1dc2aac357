// swift-tools-version: 6.0
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "leadloop",
    platforms: [.macOS(.v15)],

    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .target(name: "LeadModel", swiftSettings: settings),
        .target(name: "ConfigFiles", dependencies: ["LeadModel", "Yams"], swiftSettings: settings),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .target(name: "CSHA256", linkerSettings: [.linkedLibrary("crypto")]),
        .target(name: "Reconciliation", dependencies: ["LeadModel", "ConfigFiles"], swiftSettings: settings),
        .target(
            name: "LeadStore",
            dependencies: [
                "LeadModel", "CZstd", "CSHA256", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ], swiftSettings: settings),
        .testTarget(name: "ConfigFilesTests", dependencies: ["ConfigFiles", "LeadModel"], swiftSettings: settings),
        .testTarget(name: "LeadModelTests", dependencies: ["LeadModel"], swiftSettings: settings),
    ]
)
