import CCurl

/// The libraries that do the outside work, as they are linked now.
public enum LibraryVersions {
    public static let all = [String(cString: ccurl_version())]
}
