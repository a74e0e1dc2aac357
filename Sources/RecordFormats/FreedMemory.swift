import CRecordScan

/// Reading keeps the memory it frees, because the next page needs it at once. A stage that reads nothing has other needs.
public enum FreedMemory {
    /// Gives freed memory back to the system; costs some milliseconds.
    public static func giveBack() { record_scan_give_back_freed_memory() }
}
