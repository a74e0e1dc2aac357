public import ConfigFiles
import LeadModel

/// A destination that each message is sent to as an event, signed after Standard Webhooks.
public struct WebhookDestination: Sendable, Hashable {
    /// Address, headers and login, time-outs, and who is trusted there.
    public var system: HTTPSource
    /// What events are signed with; several while receivers change from one to the next.
    public var signing: [SecretReference]
    /// How many events may be under way at once; of one lead never more than one.
    public var atOnce = 8
}

/// Reads what a destination of `connector: webhook` says.
struct WebhookDeclaration {
    let findings: Findings

    static let keys: [ConfigKey] =
        [
            .required("address", .text("https://hooks.example/leadloop"), "Where events are sent to, as POST."),
            .required(
                "signing",
                .oneOrMore(.text("env:HOOK_SECRET", pattern: "^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$"), least: 1),
                "What events are signed with, by reference: `whsec_…` for HMAC-SHA-256, `whsk_…` for Ed25519. Two while receivers change from one to the next."
            ),
            .optional(
                "at-once", .wholeNumber(1...64),
                "How many events may be under way at once; of one lead never more than one.",
                otherwise: "8"),
        ] + HTTPSourceDeclaration.connectionKeys(of: .destination).filter { $0.name != "address" }
        + HTTPSourceDeclaration.keys(of: .destination).filter { $0.name == "secret-headers" }

    func read(_ map: ConfigMap) -> WebhookDestination? {
        let signing = map["signing"].map { value in value.items.compactMap(secret) } ?? []
        guard
            var system = HTTPSourceDeclaration(findings: findings, use: .destination).readConnection(
                map, withQuery: true),
            !signing.isEmpty
        else { return nil }
        system.secretHeaders = AuthenticationDeclaration(findings: findings).headers(map["secret-headers"])
        refuseOwnHeaders(map["secret-headers"])
        if case .login = system.authentication { refuse(map) }
        if case .oauth2 = system.authentication { refuse(map) }
        // Receivers answer first and work later: Standard Webhooks asks for 15 to 30 seconds.
        let limits = map.map("limits")
        if limits?.isGiven("total") != true { system.limits.totalSeconds = 30 }
        if limits?.isGiven("connect") != true { system.limits.connectSeconds = 10 }
        if limits?.isGiven("stall") != true { system.limits.stallSeconds = 30 }
        var webhook = WebhookDestination(system: system, signing: signing)
        if let atOnce = map.wholeNumber("at-once") { webhook.atOnce = atOnce }
        return webhook
    }

    /// What the signature is carried by is nobody else's.
    private func refuseOwnHeaders(_ value: ConfigValue?) {
        for entry in value?.map?.entries ?? []
        where ["webhook-id", "webhook-timestamp", "webhook-signature", "content-type"].contains(entry.key.lowercased())
        {
            findings.add(
                .configUnknownValue, "'\(entry.key)' is a header of the event itself", at: entry.keyPlace,
                advice: "Take it out, or call it by the name that the receiver wants its key under.")
        }
    }

    private func refuse(_ map: ConfigMap) {
        findings.add(
            .configUnknownValue, "a webhook has no login that tokens are fetched by", at: map.place(of: "auth"),
            advice: "Write a token, a key or a password; that it is from us is what the signature says.")
    }

    private func secret(_ value: ConfigValue) -> SecretReference? {
        guard let text = value.text else { return nil }
        if let secret = SecretReference(text, at: value.place) { return secret }
        findings.add(
            .configUnknownValue, "'signing' is no reference to a secret", at: value.place,
            advice: "Write env:NAME or file:PATH; the secret itself stands in no file of the configuration.")
        return nil
    }
}
