internal import CSHA256

/// The SHA-256 of a text's UTF-8, in small hexadecimal digits.
enum TextHash {
    static func hexadecimal(of text: String) -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        var text = text
        text.withUTF8 { csha256_of(nil, 0, $0.baseAddress, $0.count, &digest) }
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
