import GRDB
public import LeadModel

extension LeadStore {
    /// Keeps what a run warned of.
    public func keep(warnings: [Fault], of run: Int64) throws(Fault) {
        guard !warnings.isEmpty else { return }
        try write(isBookkeeping: true) { database in
            for (number, warning) in warnings.enumerated() {
                try database.execute(
                    sql: "INSERT INTO run_warning VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                    arguments: [
                        run, number, warning.code.rawValue, warning.summary, warning.advice, warning.origin?.file,
                        warning.field, LeadStore.spelled(warning.seen),
                    ])
            }
        }
    }

    /// What a run warned of, in the order in which it did.
    public func warnings(of run: Int64) throws(Fault) -> [Fault] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT code, summary, advice, file, field, seen FROM run_warning WHERE run = ? ORDER BY number",
                arguments: [run]
            ).map { row in
                let code: String = row[0]
                let known = try LeadStore.known(FaultCode(rawValue: code), "a warning")
                let file: String? = row[3]
                return Fault(
                    known, .stopStream, row[1], at: file.map { Origin(file: $0) }, field: row[4],
                    seen: LeadStore.seen(row[5]), advice: row[2])
            }
        }
    }
}
