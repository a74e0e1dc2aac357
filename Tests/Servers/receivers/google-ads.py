"""Google Ads: conversions and their adjustments, with a partial failure of status 200 that names rows by their index."""
import re

from taking import Answer, Receiver, take

TIME = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d\d:\d\d"


class GoogleAds(Receiver):
    def answer(self, asked):
        if asked.path == "/token":
            assert asked.form["grant_type"] == "refresh_token"
            return self.token(asked)
        self.wants_token(asked, (401, {"error": {"code": 401, "message": "Request had invalid authentication credentials.", "status": "UNAUTHENTICATED"}}))
        verb = re.fullmatch(r"/v\d+/customers/\d+:(uploadClickConversions|uploadConversionAdjustments)", asked.path)
        if not verb:
            raise Answer(404, "<!DOCTYPE html><html></html>", {"Content-Type": "text/html"})
        body = asked.json
        assert body["partialFailure"] is True
        if verb[1] == "uploadClickConversions":
            name, kind = "conversions", "conversionUploadError"
        else:
            name, kind = "conversionAdjustments", "conversionAdjustmentUploadError"
        rows = body[name]
        assert len(rows) <= 2000
        errors, results = [], []
        for index, row in enumerate(rows):
            assert re.fullmatch(TIME, row.get("conversionDateTime") or row.get("adjustmentDateTime")), row
            if name == "conversionAdjustments":
                assert row["adjustmentType"] in ("RETRACTION", "RESTATEMENT") and row["orderId"]
            if row["orderId"] in self.refuse:
                errors.append({"errorCode": {kind: self.refuse[row["orderId"]]}, "message": f"The click {row.get('gclid')} is too old, in: {row['orderId']}", "trigger": {"stringValue": row.get("gclid", "")}, "location": {"fieldPathElements": [{"fieldName": name, "index": index}, {"fieldName": "gclid"}]}})
                results.append({})
            else:
                results.append({"gclid": row.get("gclid"), "conversionAction": row["conversionAction"], "conversionDateTime": row.get("conversionDateTime")})
        if self.stranger:
            errors.append({"errorCode": {kind: "EXPIRED_EVENT"}, "message": "of nobody", "location": {"fieldPathElements": [{"fieldName": name, "index": 77}]}})
        answer = {"results": results, "jobId": "1"}
        if errors:
            # As it comes: in several parts.
            details = [{"@type": "type.googleapis.com/google.ads.googleads.v25.errors.GoogleAdsFailure", "errors": part, "requestId": "x"} for part in (errors[:1], errors[1:]) if part]
            answer["partialFailureError"] = {"code": 3, "message": "Multiple errors in ‘details’.", "details": details}
        return answer


take(GoogleAds())
