import ConfigFiles
import Connectors
import Feedback
import FieldMapping
import LeadLifecycle
import Reconciliation

/// The kinds of configuration files, each specified in the room that reads it.
enum ConfigurationKinds {
    static let all: [ConfigFileKind] = [
        Settings.fileKind, SourceDefinition.fileKind, FieldMapping.fileKind, FieldMapping.testsFileKind,
        MatchingRules.fileKind,
        SurvivorshipRules.fileKind, Agreement.fileKind, FeedDefinition.fileKind,
        DestinationDefinition.fileKind,
    ]
}
