internal import ConfigFiles
internal import LeadModel

/// What the tests of a mapping may hold, within it and in a file beside it.
extension MappingSpecification {
    /// The fields that a test may expect something of.
    static func expectable(_ kind: RecordKind) -> [Field] {
        var fields: [Field] = [.id, .modified, .deleted, .mergedInto, .convertedTo]
        switch kind {
        case .lead: fields += [.references, .stage, .statusWord, .statusSince, .discardReason, .discardReasonWord]
        case .activity, .opportunity: fields.append(.concerns)
        case .campaign: break
        }
        return fields + Field.mappable(for: kind)
    }

    /// A file of tests beside a mapping; of no kind of records, of all of them.
    static func testsKind(_ kind: RecordKind?) -> ConfigFileKind {
        let fields =
            kind.map(expectable)
            ?? RecordKind.allCases.flatMap(expectable).reduce(into: []) { fields, field in
                if !fields.contains(field) { fields.append(field) }
            }
        return ConfigFileKind(
            "mapping-tests", at: "mappings/tests/*.yaml", "Further tests of the mapping that the file is named after.",
            .list(.mapping(test(fields, noun: kind?.word ?? "such")))
        ) { document in
            let reader = MappingReader(file: "tests.yaml", document.findings)
            _ = document.value.map { reader.readTests($0, kind ?? .lead) }
        }
    }

    /// A test of a mapping, with what may be expected of some fields.
    static func test(_ fields: [Field], noun: String) -> ConfigMapping {
        let outcome: [ConfigKey] = [
            .optional(
                "expect",
                .mapping(
                    ConfigMapping(
                        "'expect'", unknown: ("a field of \(noun) records", .mappingUnknownField),
                        fields.map { .optional($0.word, expectation($0), $0.meaning) })),
                "What the fields must hold; `~`: that they are known to be empty."),
            .optional("expect-fault", faults, "The code that the record must be refused with."),
        ]
        return ConfigMapping(
            "a test", atMostOneOf: ["expect", "expect-fault"],
            [
                .required("name", .text("a closed lead is discarded"), "What is promised, in a sentence."),
                .optional(
                    "record", record, "The record's cells; `~` is a cell that is null, a list are cells of one name."),
                .optional(
                    "record-from", .mapping(sample),
                    "A record of a file in place of `record`, so that nobody has to write it down."),
            ] + outcome + [
                .optional(
                    "cases",
                    .list(
                        .mapping(
                            ConfigMapping(
                                "a case", atMostOneOf: ["expect", "expect-fault"],
                                [.required("record", record, "The cells that differ from the test's.")] + outcome)),
                        least: 1), "The same test with other cells, each with what is expected besides.")
            ])
    }

    private static let sample = ConfigMapping(
        "the record of a file",
        [
            .required(
                "file", .text("samples/leads.csv"),
                "The export, its path taken from the folder of this file; read as the source declares whose files are called so."
            ),
            .required("record", .wholeNumber(1...1_000_000), "The number of the record in it, from 1."),
        ])

    private static let record: ConfigShape = {
        let cell = ConfigShape.either([.text("Ada", mayBeEmpty: true), .nothing])
        return .named(
            "record",
            .table(
                ConfigTable(
                    "the record of a test", key: "A column", example: "Email",
                    .either([.text("Ada", mayBeEmpty: true), .nothing, .list(cell)]))))
    }()

    private static func expectation(_ field: Field) -> ConfigShape {
        switch field {
        case .stage: .either([stages, .nothing])
        case .discardReason: .either([reasons, .nothing])
        default:
            .named(
                "expected", .either([.text("Ada", mayBeEmpty: true), .nothing, .list(.text("Ada", mayBeEmpty: true))]))
        }
    }

    private static let faults = ConfigShape.named(
        "fault",
        .word(
            "reason to refuse records",
            FaultCode.allCases.filter { $0.room == .mapping }.map {
                ConfigWord($0.rawValue, "Records are refused with this code.")
            }))
}
