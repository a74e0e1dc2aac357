import CMalloc

/// What a piece of work needed and does not need any more goes back to the system: the C library keeps it otherwise, for as long as the
/// service runs.
enum MemoryReturn {
    static func giveBack() { cmalloc_give_back() }
}
