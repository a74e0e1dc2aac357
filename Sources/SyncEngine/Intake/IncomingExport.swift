/// An export on its way in, as the store names it: a file, or what a system was asked for.
struct IncomingExport {
    var path: String
    var bytes: Int64
    /// Whether it was asked for; what was read of it counts, whenever the reading ends.
    var isAsked = false
}
