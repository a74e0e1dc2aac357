/// What is known of the exports of marketing automation.
extension VendorKnowledge {
    static let marketingTables = [
        """
        marketo | Marketo | marketo
        marks: !mktoname, !mktoiscustomer, !marketoguid, !leadpartitionid, !originalsourcetype, !mktopersonnotes, !leadrevenuestageid, updatedat, createdat, leadscore, unsubscribed, emailinvalid, personType
        id: id
        modified: updatedAt
        created: createdAt
        status: leadStatus
        score: leadScore
        opted-out: unsubscribed
        hard-bounced: emailInvalid
        bounce-reason: emailInvalidCause
        do-not-call: doNotCall
        street: address
        company: company
        phone: phone
        mobile-phone: mobilePhone
        website: website
        campaign: acquisitionProgram
        customer: mktoIsCustomer
        note: mktoPersonNotes
        technical: mktoName, personType, cookies, isLead, isAnonymous, mktoIsPartner, anonymousIP, leadPartitionId, leadRevenueCycleModelId, leadRevenueStageId, leadPerson, inferred*, facebook*, twitter*, linkedIn*, total*, original*, registrationSource*, mktoCompanyNotes, mktoAcquisitionDate, acquisitionProgramId, billing*, sicCode, site, mainPhone, externalCompanyId, externalSalesPersonId, contactCompany, syndicationId, lastReferred*, relativeScore, relativeUrgency, urgency, priority, unsubscribedReason, doNotCallReason, mktoDoNotCallCause, mBtest*
        """,
        """
        pardot | Pardot | pardot
        marks: !crm_lead_fid, !crm_contact_fid, !is_do_not_email, !is_do_not_call, !salesforce_fid, !crm_last_sync, !isdonotemail, !salesforcelastsync, opted_out, last_activity_at, updated_at, created_at, grade, campaign_id
        id: id, Prospect Id
        modified: updated_at, updatedAt
        created: created_at, createdAt
        title: job_title, jobTitle
        street: address_one, addressOne
        opted-out: opted_out, optedOut, is_do_not_email, isDoNotEmail
        do-not-call: is_do_not_call, isDoNotCall
        bounce-reason: email_bounced_reason, emailBouncedReason
        last-activity: last_activity_at, lastActivityAt
        lead-source: source
        campaign: campaign.name
        note: comments
        salesforce-id: salesforce_fid, crm_contact_fid, crm_lead_fid, salesforceContactId, salesforceLeadId
        revenue: annual_revenue, annualRevenue
        deleted: is_archived, isDeleted
        technical: campaign_id, campaign.id, crm_last_sync, crm_owner_fid, crm_account_fid, crm_url, password, address_two, is_reviewed, is_starred, recent_interaction, years_in_business, grade, territory, notes, lists*, visitor_activities*, visitors*, profile*, last_activity*, prospect_account_id, grade*, @*
        status: Visitor = new, Prospect = nurturing, MQL = marketing-qualified, SQL = sales-qualified, Won opportunity = won
        """,
        """
        mautic | Mautic | mautic
        marks: !datemodified, !dateadded, !dateidentified, !donotcontact, !donotcontact.channel, !fields.all.email, !fields.core.email.value, points, lastactive, ispublished
        id: id, fields.all.id
        modified: dateModified
        created: dateAdded
        score: points, fields.all.points
        company: company
        title: position
        street: address1
        postal-code: zipcode
        last-activity: lastActive
        language: preferred_locale
        owner: owner.username
        technical: $key, isPublished, createdBy, createdByUser, modifiedBy, modifiedByUser, dateIdentified, color, preferredProfileImage, ipAddresses*, stage*, tags*, utmtags*, doNotContact*, owner.id, fields.core.*, fields.social*, fields.personal*, fields.professional*, attribution, attribution_date, last_active
        """,
        """
        activecampaign | ActiveCampaign | activecampaign
        marks: !cdate, !udate, !bounced_hard, !bounced_soft, !socialdata_lastcheck, !anonymized, !orgname, !segmentio_id, deleted, sentcnt, phone, createdtimestamp, !accounturl, contactcount, dealcount
        id: id
        modified: udate, updatedTimestamp, updated_timestamp
        created: cdate, createdTimestamp, created_timestamp
        first-name: firstName
        last-name: lastName
        company: orgname, organization
        deleted: deleted
        website: accountUrl
        hard-bounced: bounced_hard
        technical: orgid, segmentio_id, bounced_soft, bounced_date, ip, ua, hash, socialdata_lastcheck, email_local, email_domain, sentcnt, rating_tstamp, gravatar, anonymized, adate, edate, deleted_at, links.*, accountContacts*, scoreValues*, contactCount, dealCount, created_utc_timestamp, updated_utc_timestamp, email_empty, created_by, updated_by, mpp_tracking, last_*
        """,
        """
        mailchimp | Mailchimp | mailchimp
        marks: !merge_fields.fname, !email_address, !unique_email_id, !timestamp_opt, !last_changed, !leid, !euid, !optin_time, !member_rating, !confirm_time, !unsub_time, email address, first name, last name
        id: id, LEID, EUID, unique_email_id
        modified: last_changed, LAST_CHANGED
        created: timestamp_signup
        consented: timestamp_opt, OPTIN_TIME
        email: email_address, Email Address
        first-name: merge_fields.FNAME
        last-name: merge_fields.LNAME
        phone: merge_fields.PHONE
        company: merge_fields.COMPANY
        rating: member_rating, MEMBER_RATING
        lead-source: source
        technical: web_id, contact_id, full_name, stats.*, ip_opt, ip_signup, CONFIRM_TIME, CONFIRM_IP, OPTIN_IP, list_id, email_client, email_type, vip, location.*, LATITUDE, LONGITUDE, GMTOFF, DSTOFF, TIMEZONE, CC, REGION, NOTES, TAGS, tags*, tags_count, _links*, consents_to_one_to_one_messaging, interests.*
        status: status
        status-flags: unsubscribed = opted-out, cleaned = hard-bounced, subscribed = none, pending = none, transactional = none, archived = none
        """,
    ]
}
