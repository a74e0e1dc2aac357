/// Who is the same person: union-find over dense node numbers.
///
/// 4 bytes a node. Union by smaller number with path halving: the representative of a set is its smallest node, so the
/// result does not depend on the order of the unions.
public struct IdentityGraph: Sendable {
    private var parents: [UInt32]

    public init(count: Int) { parents = (0..<UInt32(count)).map { $0 } }

    public var count: Int { parents.count }

    /// Adds a node and returns its number.
    public mutating func addNode() -> UInt32 {
        parents.append(UInt32(parents.count))
        return UInt32(parents.count - 1)
    }

    /// The smallest node of the set that `node` is in.
    public mutating func representative(of node: UInt32) -> UInt32 {
        var current = node
        while true {
            let parent = parents[Int(current)]
            if parent == current { return current }
            let grandparent = parents[Int(parent)]
            parents[Int(current)] = grandparent
            current = grandparent
        }
    }

    /// Makes one set of the sets that two nodes are in.
    public mutating func unite(_ left: UInt32, _ right: UInt32) {
        let leftRoot = representative(of: left)
        let rightRoot = representative(of: right)
        if leftRoot < rightRoot {
            parents[Int(rightRoot)] = leftRoot
        } else if rightRoot < leftRoot {
            parents[Int(leftRoot)] = rightRoot
        }
    }
}
