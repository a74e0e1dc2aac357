public import LeadModel

/// How the list grows, and who may read it.
extension ErasedList {
    /// Appends erasures, durably; makes the list where there is none. Only the one writer of the store may ask.
    /// - Returns: its mark.
    func append(_ erasures: [Erasure]) throws(Fault) -> String? {
        let before = try read()
        let contents = before ?? Contents()
        var text = contents.length == 0 ? ErasedList.title + store + "\n" : ""
        for erasure in erasures {
            var line = erasure.erased.description + " "
            for key in erasure.people {
                let probe = String(UInt64(bitPattern: key.probe), radix: 16)
                line += "\(key.kind.rawValue):\(probe):\(ErasedList.hex(key.person)) "
            }
            text += line + "#" + check(line[...]) + "\n"
        }
        // What somebody did not come to the end of goes; his store never let go of anybody.
        try file.write(Array(text.utf8), at: contents.length, isNew: before == nil)
        return try mark()
    }

    /// Gives the list the rights that the store has.
    /// - Returns: whether somebody could read it who may not read the store.
    public func secure() throws(Fault) -> Bool { try file.secure() }
}
