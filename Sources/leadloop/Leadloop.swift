import ArgumentParser
import SyncEngine

/// The executable: arguments in, text out. It decides nothing of its own.
@main struct Leadloop: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "leadloop",
        abstract: "Closes the loop between sales' CRM and marketing's automation: no lead is lost.",
        discussion: """
            Leadloop pulls lead exports of both systems, reconciles them in one store, finds the leads that sales discarded, \
            rejected or never touched, decides under your agreement which go back into nurture, and tells marketing what \
            became of its leads.
            """,
        version: ProgramVersion.text,
        subcommands: [
            InitCommand.self, SyncCommand.self, PlanCommand.self, ApplyCommand.self, UndoCommand.self,
            ServeCommand.self, ScheduleCommand.self, DoctorCommand.self, SupportBundleCommand.self, SourceCommand.self,
            MappingCommand.self,
            RunsCommand.self,
            LeadCommand.self,
            RecycleCommand.self, ReportCommand.self, FeedCommand.self, DestinationCommand.self, DeliveryCommand.self,
            SuppressionCommand.self, QuarantineCommand.self,
            ConfigCommand.self, DatabaseCommand.self,
        ])
}
