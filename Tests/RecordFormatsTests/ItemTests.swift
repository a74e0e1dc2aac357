import LeadModel
import RecordFormats
import Testing

@Suite struct `An item of a list` {
    /// `column=text#item` of each cell, record by record.
    private func items(_ reader: any RecordReader) throws -> [[String]] {
        var reader = reader
        var records: [[String]] = []
        while let page = try reader.nextPage() {
            for entry in page.entries {
                records.append(
                    page.cells[entry.cells].map {
                        "\(page.columns[Int($0.column)])=\(page.text(of: $0))#\($0.item)"
                    })
            }
        }
        return records
    }

    private func json(_ text: String, limits: ReaderLimits = ReaderLimits()) throws -> [[String]] {
        try items(
            JSONReader(bytes: MemoryBytes(Array(text.utf8)), file: "x.json", shape: jsonArray, limits: limits))
    }

    private func xml(_ text: String) throws -> [[String]] {
        try items(
            XMLReader(
                bytes: MemoryBytes(Array(text.utf8)), file: "x.xml", shape: XMLShape(recordElement: "r")))
    }

    @Test func `of JSON has one number for all that stands in its object`() throws {
        let text = #"""
            [{"a":1,"f":[{"n":"x","v":{"d":2}},{"v":{"d":3},"n":"y"},7],"b":4,"g":[{"n":"z","l":["p","q"]}],"c":5},
             {"f":[{"n":"x"}],"a":[1,2]}]
            """#
        #expect(
            try json(text) == [
                [
                    "a=1#0", "f.n=x#1", "f.v.d=2#1", "f.v.d=3#2", "f.n=y#2", "f=7#0", "b=4#0", "g.n=z#3", "g.l=p#3",
                    "g.l=q#3", "c=5#0",
                ], ["f.n=x#1", "a=1#0", "a=2#0"],
            ])
    }

    @Test func `of JSON within another has a number of its own, and the other goes on with its own`() throws {
        #expect(
            try json(#"[{"f":[{"n":"x","g":[{"m":1},{"m":2}],"v":3},{"n":"y"}]}]"#) == [
                ["f.n=x#1", "f.g.m=1#2", "f.g.m=2#3", "f.v=3#1", "f.n=y#4"]
            ])
    }

    @Test func `of a record behind one that is refused is counted from the start`() throws {
        #expect(
            try json(#"[{"f":[{"n":"x","n":"y"}]},{"f":[{"n":"z"}]}]"#) == [[], ["f.n=z#1"]])
    }

    @Test func `leaves the key of the next record, and is the same in whatever pieces it comes`() throws {
        let text = #"{"1":{"f":[{"n":"x"},{"n":1,"n":2}]},"2":{"f":[{"n":"y","v":{"d":[3,{"e":4}]}},{"n":"z"}]}}"#
        for step in [1, 5, 1 << 20] {
            let read = try items(
                JSONReader(
                    bytes: MemoryBytes(Array(text.utf8), step: step), file: "x.json",
                    shape: JSONShape(layout: .keyed)))
            #expect(
                read == [[], ["$key=2#0", "f.n=y#1", "f.v.d=3#1", "f.v.d.e=4#2", "f.n=z#3"]], "\(step) bytes at a time")
        }
    }

    @Test func `is not told from others beyond the number that fits`() throws {
        let many = (0..<65_540).map { #"{"n":\#($0)}"# }.joined(separator: ",")
        let record = try #require(try json("[{\"f\":[\(many)]}]").first)
        #expect(record.count == 65_540)
        #expect(record[0] == "f.n=0#1" && record[65_533] == "f.n=65533#65534")
        #expect(record[65_534...].allSatisfy { $0.hasSuffix("#\(RecordPage.Cell.lastItem)") })
    }

    @Test func `of XML is an element that has one of its name before it`() throws {
        let text = """
            <d><r><p><k>a</k><v t="s">1</v></p><p><k>b</k><v t="o"><w>2</w></v></p><q>5</q><p><k>c</k></p></r><r><p><k>d</k></p></r></d>
            """
        #expect(
            try xml(text) == [
                [
                    "p.k=a#0", "p.v.@t=s#0", "p.v=1#0", "p.k=b#1", "p.v.@t=o#1", "p.v.w=2#1", "q=5#0", "p.k=c#2",
                ], ["p.k=d#0"],
            ])
    }

    @Test func `of XML has its attributes and its text, and its parent's other children have not`() throws {
        #expect(
            try xml(#"<d><r><FL val="A">1</FL><FL val="B">2</FL><x/><FL val="C"/></r></d>"#) == [
                ["FL.@val=A#0", "FL=1#0", "FL.@val=B#1", "FL=2#1", "x=#0", "FL.@val=C#2", "FL=#2"]
            ])
    }
}
