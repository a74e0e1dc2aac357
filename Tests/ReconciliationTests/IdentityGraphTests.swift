import Reconciliation
import TestSupport
import Testing

@Suite struct `The identity graph` {
    /// Who is connected, by walking every edge again and again until nothing changes.
    private func oracle(_ count: Int, _ edges: [(Int, Int)]) -> [Int] {
        var smallest = Array(0..<count)
        var isChanged = true
        while isChanged {
            isChanged = false
            for (left, right) in edges where smallest[left] != smallest[right] {
                let lowest = min(smallest[left], smallest[right])
                smallest[left] = lowest
                smallest[right] = lowest
                isChanged = true
            }
        }
        return smallest
    }

    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func `finds the same sets as brute force, each by its smallest node, in any order of unions`(seed: UInt64) {
        var dice = Dice(seed: seed)
        let count = dice.roll(1..<60)
        let edges = (0..<dice.roll(0..<80)).map { _ in (dice.roll(0..<count), dice.roll(0..<count)) }
        let expected = oracle(count, edges)
        for _ in 0..<3 {
            var graph = IdentityGraph(count: count)
            for (left, right) in edges.shuffled(using: &dice) {
                if dice.hits(oneIn: 2) {
                    graph.unite(UInt32(left), UInt32(right))
                } else {
                    graph.unite(UInt32(right), UInt32(left))
                }
                if dice.hits(oneIn: 4) { _ = graph.representative(of: UInt32(dice.roll(0..<count))) }
            }
            let found = (0..<count).map { Int(graph.representative(of: UInt32($0))) }
            #expect(found == expected, "seed \(seed)")
        }
    }

    @Test func `takes nodes that come later`() {
        var graph = IdentityGraph(count: 2)
        let late = graph.addNode()
        #expect(late == 2 && graph.count == 3 && graph.representative(of: late) == 2)
        graph.unite(late, 1)
        #expect(graph.representative(of: late) == 1)
    }
}
