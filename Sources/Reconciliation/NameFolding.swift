import LeadModel

/// Brings names to a form in which spellings of the same name are equal: lower case, letters and digits only,
/// `ü ö ä ß` written out as Germans do, other diacritics dropped (`é` to `e`, `ł` to `l`), other scripts kept.
public enum NameFolding {
    /// Appends the folded form of UTF-8 bytes.
    public static func fold(_ source: ArraySlice<UInt8>, into folded: inout [UInt8]) {
        var index = source.startIndex
        while index < source.endIndex {
            let byte = source[index]
            if byte < 0x80 {
                switch byte {
                case 0x61...0x7A, 0x30...0x39: folded.append(byte)
                case 0x41...0x5A: folded.append(byte | 0x20)
                default: break
                }
                index += 1
            } else {
                let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
                let end = min(index + length, source.endIndex)
                foldScalar(source[index..<end], into: &folded)
                index = end
            }
        }
    }

    /// The folded bytes of a text.
    public static func fold(_ text: String) -> [UInt8] {
        var folded: [UInt8] = []
        fold(ArraySlice(text.utf8), into: &folded)
        return folded
    }

    private static func foldScalar(_ bytes: ArraySlice<UInt8>, into folded: inout [UInt8]) {
        if bytes.count == 2 {
            let code = Int(bytes[bytes.startIndex] & 0x1F) << 6 | Int(bytes[bytes.startIndex + 1] & 0x3F)
            if (0xC0..<0x180).contains(code) {
                folded.append(contentsOf: latin[code - 0xC0])
                return
            }
        }
        // Rare: Vietnamese and other precomposed Latin, combining marks, and scripts without case.
        for scalar in String(decoding: bytes, as: UTF8.self).lowercased().decomposedScalars {
            if scalar.isASCII {
                fold(ArraySlice(String(scalar).utf8), into: &folded)
            } else if (0xC0..<0x180).contains(scalar.value) {
                folded.append(contentsOf: latin[Int(scalar.value) - 0xC0])  // the capital ẞ comes here as ß
            } else if !scalar.properties.isDiacritic, scalar.properties.generalCategory != .nonspacingMark,
                scalar.properties.isAlphabetic || scalar.properties.numericType != nil
            {
                folded.append(contentsOf: String(scalar).utf8)
            }
        }
    }

    /// U+00C0 to U+017F, folded.
    private static let latin: [[UInt8]] = {
        let table = [
            "a a a a ae a ae c e e e e i i i i d n o o o o oe - o u u u ue y th ss",
            "a a a a ae a ae c e e e e i i i i d n o o o o oe - o u u u ue y th y",
            "a a a a a a c c c c c c c c d d d d e e e e e e e e e e g g g g g g g g",
            "h h h h i i i i i i i i i i ij ij j j k k k l l l l l l l l l l n n n n n n n n n",
            "o o o o o o oe oe r r r r r r s s s s s s s s t t t t t t u u u u u u u u u u u u",
            "w w y y y z z z z z z s",
        ]
        return table.flatMap { $0.split(separator: " ") }.map { $0 == "-" ? [] : Array($0.utf8) }
    }()
}

extension String {
    /// The scalars of the canonical decomposition.
    fileprivate var decomposedScalars: [Unicode.Scalar] {
        unicodeScalars.flatMap { scalar -> [Unicode.Scalar] in
            VietnameseVowels.base[scalar].map { [$0] } ?? [scalar]
        }
    }
}

/// The precomposed letters of U+1E00 to U+1EFF and their base letters. The block runs through the alphabet in order.
private enum VietnameseVowels {
    static let base: [Unicode.Scalar: Unicode.Scalar] = {
        let runs: [(ClosedRange<UInt32>, Unicode.Scalar)] = [
            (0x1E00...0x1E01, "a"), (0x1E02...0x1E07, "b"), (0x1E08...0x1E09, "c"), (0x1E0A...0x1E13, "d"),
            (0x1E14...0x1E1D, "e"), (0x1E1E...0x1E1F, "f"), (0x1E20...0x1E21, "g"), (0x1E22...0x1E2B, "h"),
            (0x1E2C...0x1E2F, "i"), (0x1E30...0x1E35, "k"), (0x1E36...0x1E3D, "l"), (0x1E3E...0x1E43, "m"),
            (0x1E44...0x1E4B, "n"), (0x1E4C...0x1E53, "o"), (0x1E54...0x1E57, "p"), (0x1E58...0x1E5F, "r"),
            (0x1E60...0x1E69, "s"), (0x1E6A...0x1E71, "t"), (0x1E72...0x1E7B, "u"), (0x1E7C...0x1E7F, "v"),
            (0x1E80...0x1E89, "w"), (0x1E8A...0x1E8D, "x"), (0x1E8E...0x1E8F, "y"), (0x1E90...0x1E95, "z"),
            (0x1E96...0x1E96, "h"), (0x1E97...0x1E97, "t"), (0x1E98...0x1E98, "w"), (0x1E99...0x1E99, "y"),
            (0x1EA0...0x1EB7, "a"), (0x1EB8...0x1EC7, "e"), (0x1EC8...0x1ECB, "i"), (0x1ECC...0x1EE3, "o"),
            (0x1EE4...0x1EF1, "u"), (0x1EF2...0x1EF9, "y"),
        ]
        var table: [Unicode.Scalar: Unicode.Scalar] = [:]
        for (range, letter) in runs {
            for code in range { if let scalar = Unicode.Scalar(code) { table[scalar] = letter } }
        }
        return table
    }()
}
