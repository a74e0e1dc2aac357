import LeadModel
import RecordFormats
import Testing

/// What vendors send, in the small, after their documentation.
@Suite struct `A vendor's JSON` {
    @Test func `of Salesforce has relations, types and the way to the next page`() {
        let body = #"""
            {"totalSize":3,"done":false,"nextRecordsUrl":"/services/data/v60.0/query/01g-2000","records":[
             {"attributes":{"type":"Lead","url":"/services/data/v60.0/sobjects/Lead/00Q1"},"Id":"00Q1","Status":"Open - Not Contacted",
              "Owner":{"attributes":{"type":"User"},"Id":"0051","Name":"Ada"},"SystemModstamp":"2023-05-27T21:15:08.000+0000","Email":null}]}
            """#
        #expect(
            readJSON(body, jsonArray(at: "records")).cells == [
                [
                    "attributes.type=Lead", "attributes.url=/services/data/v60.0/sobjects/Lead/00Q1", "Id=00Q1",
                    "Status=Open - Not Contacted", "Owner.attributes.type=User", "Owner.Id=0051", "Owner.Name=Ada",
                    "SystemModstamp=2023-05-27T21:15:08.000+0000", "Email=~",
                ]
            ])
        let trailer = pagesOfJSON(Array(body.utf8), jsonArray(at: "records")).trailer
        #expect(
            trailer == ["totalSize": "3", "done": "false", "nextRecordsUrl": "/services/data/v60.0/query/01g-2000"])
    }

    @Test func `of HubSpot has properties as text, their history, and a cursor`() {
        let body = #"""
            {"total":1,"results":[{"id":"103604","properties":{"email":"","hs_lead_status":null},"propertiesWithHistory":
            {"lifecyclestage":[{"value":"lead","timestamp":"2025-09-28T10:15:00.000Z"},{"value":"","timestamp":"2025-09-01T00:00:00Z"}]},
            "archived":false}],"paging":{"next":{"after":"NTI1Cg%3D%3D"}}}
            """#
        #expect(
            readJSON(body, jsonArray(at: "results")).cells == [
                [
                    "id=103604", "properties.email=", "properties.hs_lead_status=~",
                    "propertiesWithHistory.lifecyclestage.value=lead",
                    "propertiesWithHistory.lifecyclestage.timestamp=2025-09-28T10:15:00.000Z",
                    "propertiesWithHistory.lifecyclestage.value=",
                    "propertiesWithHistory.lifecyclestage.timestamp=2025-09-01T00:00:00Z", "archived!false",
                ]
            ])
        let trailer = pagesOfJSON(Array(body.utf8), jsonArray(at: "results")).trailer
        #expect(trailer["paging.next.after"] == "NTI1Cg%3D%3D")
    }

    @Test(arguments: [
        (#"{"data": [], "errors": [{"message": "no", "extensions": {"code": "THROTTLED"}}]}"#, "THROTTLED"),
        (#"{"errors": [{"message": "no"}], "data": []}"#, "error"),
        (#"{"data": [], "error": {"code": 7}}"#, "7"), (#"{"data": [], "errors": []}"#, nil),
        (#"{"data": [], "errors": null, "error": ""}"#, nil),
        (#"{"data": [{"id": 1}], "errors": [{"message": "no"}]}"#, nil),
    ])
    func `whose list is empty beside an error is no empty list`(text: String, code: String?) {
        var reader = JSONReader(
            bytes: MemoryBytes(Array(text.utf8)), file: "t", shape: JSONShape(layout: .array, recordPath: ["data"]))
        var fault: Fault?
        do throws(Fault) { while try reader.nextPage() != nil {} } catch { fault = error }
        #expect(fault?.code == code.map { _ in .jsonErrorBody })
        if let code { #expect(fault?.seen == .word(code)) }
    }

    @Test func `of Marketo leaves out what is null`() {
        let body =
            #"{"success":true,"result":[{"id":318581,"email":"a@b.c"},{"id":2}],"nextPageToken":"z","moreResult":true}"#
        #expect(readJSON(body, jsonArray(at: "result")).cells == [["id!318581", "email=a@b.c"], ["id!2"]])
        let trailer = pagesOfJSON(Array(body.utf8), jsonArray(at: "result")).trailer
        #expect(trailer["moreResult"] == "true" && trailer["nextPageToken"] == "z")
    }

    @Test func `of Dynamics has annotations beside its columns and deletions among its rows`() {
        let body = #"""
            {"@odata.context":"x","value":[{"@odata.etag":"W/\"915244\"","leadid":"g1","statuscode":5,
            "statuscode@OData.Community.Display.V1.FormattedValue":"Cannot Contact","telephone1":null},
            {"@odata.context":"x/$metadata#leads/$deletedEntity","id":"2e45","reason":"deleted"}],"@odata.nextLink":"…"}
            """#
        #expect(
            readJSON(body, jsonArray(at: "value")).cells == [
                [
                    "@odata.etag=W/\"915244\"", "leadid=g1", "statuscode!5",
                    "statuscode@OData.Community.Display.V1.FormattedValue=Cannot Contact", "telephone1=~",
                ], ["@odata.context=x/$metadata#leads/$deletedEntity", "id=2e45", "reason=deleted"],
            ])
        #expect(pagesOfJSON(Array(body.utf8), jsonArray(at: "value")).trailer["@odata.nextLink"] == "…")
    }

    @Test func `of Zoho has long ids as text, empty lists and system keys`() {
        let body = #"""
            {"data":[{"id":"231200000000321003","Owner":{"name":"A","id":"1"},"Fax":null,"Tag":[],"$converted_detail":{},
            "$in_merge":false}],"info":{"count":1,"more_records":false}}
            """#
        #expect(
            readJSON(body, jsonArray(at: "data")).cells == [
                [
                    "id=231200000000321003", "Owner.name=A", "Owner.id=1", "Fax=~", "Tag!", "$converted_detail!",
                    "$in_merge!false",
                ]
            ])
        #expect(pagesOfJSON(Array(body.utf8), jsonArray(at: "data")).trailer["info.more_records"] == "false")
    }

    @Test func `of Mautic is keyed by id and mixes numbers and texts`() {
        let body = #"""
            {"total":1,"contacts":{"247":{"doNotContact":[{"reason":1,"channel":"email"}],"fields":{"all":{"id":"247","points":123,
            "city":null,"haspurchased":"0"}}}}}
            """#
        #expect(
            readJSON(body, jsonKeyed(at: "contacts")).cells == [
                [
                    "$key=247", "doNotContact.reason!1", "doNotContact.channel=email", "fields.all.id=247",
                    "fields.all.points!123", "fields.all.city=~", "fields.all.haspurchased=0",
                ]
            ])
    }

    @Test func `of Odoo says false for null and pairs for references, which stay what they are`() {
        let body = #"[{"id":1,"active":false,"lost_reason_id":[5,"Too expensive"],"state_id":false}]"#
        #expect(
            readJSON(body).cells == [
                ["id!1", "active!false", "lost_reason_id!5", "lost_reason_id=Too expensive", "state_id!false"]
            ])
    }

    @Test func `of ActiveCampaign keeps zero dates, and leaves the side list alone`() {
        let body =
            #"{"contacts":[{"id":"8993","bounced_date":"0000-00-00"}],"fieldValues":[{"contact":"8993","value":"x"}]}"#
        #expect(readJSON(body, jsonArray(at: "contacts")).cells == [["id=8993", "bounced_date=0000-00-00"]])
        #expect(
            readJSON(body, jsonArray(at: "fieldValues")).cells == [["contact=8993", "value=x"]], "a list of its own")
    }
}
