/// What is known of the exports of CRMs.
extension VendorKnowledge {
    static let crmTables = [
        """
        salesforce | Salesforce | salesforce
        marks: !systemmodstamp, !attributes.type, !hasoptedoutofemail, !convertedcontactid, !masterrecordid, leadsource, isconverted, ownerid, createdbyid, lastmodifieddate, isdeleted
        marks: !company / account, lead owner, lead id, lead status, last modified, owner role, lead source, stagename, closedate, whoid, whatid, accountid
        id: Id, Lead ID, Contact ID, Opportunity ID, Campaign ID, Activity ID
        modified: SystemModstamp, LastModifiedDate, Last Modified, Last Modified Date
        created: CreatedDate, Create Date, Created Date
        deleted: IsDeleted
        merged-into: MasterRecordId
        converted-to: ConvertedContactId
        company: Company / Account
        status: Lead Status
        opted-out: HasOptedOutOfEmail, Email Opt Out
        bounce-reason: EmailBouncedReason
        do-not-call: DoNotCall, Do Not Call
        owner: Owner.Name, Lead Owner
        owner-id: OwnerId
        assigned: Lead Assigned Date
        converted: ConvertedDate
        is-converted: IsConverted, Converted
        stage: StageName
        lead-id: WhoId, Who ID, ContactId
        employees: No. of Employees, NumberOfEmployees
        technical: attributes.type, attributes.url, attributes.referenceId, RecordTypeId, CreatedById, LastModifiedById, LastModifiedDateRaw, PhotoUrl, JigsawContactId, Jigsaw, IsUnreadByOwner, ConvertedAccountId, ConvertedOpportunityId, AccountId, LastViewedDate, LastReferencedDate, EmailBouncedDate, Latitude, Longitude, GeocodeAccuracy, CleanStatus, IndividualId, PRICEBOOKID, PRICEBOOK2ID, FORECASTCATEGORY, FORECASTCATEGORYNAME, FISCAL, FISCALQUARTER, FISCALYEAR, HASOPPORTUNITYLINEITEM, PROBABILITY, EXPECTEDREVENUE, TOTALOPPORTUNITYQUANTITY, NEXTSTEP, ISCLOSED, ISWON, ISPRIVATE, CreatedBy.*, LastModifiedBy.*
        status: Status
        status: Open - Not Contacted = assigned, Working - Contacted = working, Closed - Converted = sales-qualified, Closed - Not Converted = discarded
        """,
        """
        hubspot | HubSpot | hubspot
        marks: !hs_lead_status, !hs_object_id, !lifecyclestage, !hubspot_owner_id, !hs_email_optout, !hs_analytics_source, !hs_latest_source, lastmodifieddate, createdate, archived, createdat, updatedat
        marks: record id, lifecycle stage, contact owner, create date, associated company, associated company ids, lead status, country/region, last activity date, original source
        id: id, Record ID, hs_object_id, canonical-vid
        modified: updatedAt, lastmodifieddate, Last Modified Date, hs_lastmodifieddate
        created: createdate, Create Date
        deleted: archived
        status: hs_lead_status
        lifecycle: lifecyclestage, Lifecycle Stage
        reason: hs_unqualified_reason, unqualified_reason, hs_lead_disqualification_reason
        lead-source: hs_analytics_source, Original Source
        owner-id: hubspot_owner_id, hs_owner_id
        owner: Contact owner, Deal owner
        opted-out: hs_email_optout, Unsubscribed from all email
        bounce-reason: hs_email_hard_bounce_reason_enum, hs_email_hard_bounce_reason
        last-activity: notes_last_contacted, Last Contacted
        call-attempts: num_contacted_notes, Number of times contacted
        first-response: hs_sa_first_engagement_date
        assigned: hubspot_owner_assigneddate
        company: Associated Company
        salesforce-id: salesforceleadid, salesforcecontactid
        employees: numberofemployees, numemployees
        revenue: annualrevenue, total_revenue
        title: jobtitle
        postal-code: zip
        language: hs_language
        stage: dealstage
        name: dealname
        closed: closedate
        lost-reason: closed_lost_reason
        technical: createdAt, archivedAt, propertiesWithHistory.*, hs_analytics_*, hs_all_*, hs_calculated_*, hs_is_*, hs_user_ids*, hs_vid, hs_pipeline, pipeline, Associated Company IDs, portal-id, portalId, vid, is-contact, profile-token, profile-url, form-submissions.*, identity-profiles.*, merge-audits.*, merged-vids.*, associated-company.*
        status: Lead Status
        status: NEW = assigned, OPEN = assigned, IN_PROGRESS = working, OPEN_DEAL = opportunity, UNQUALIFIED = discarded, ATTEMPTED_TO_CONTACT = working, CONNECTED = sales-accepted, BAD_TIMING = discarded
        status: New = assigned, Open = assigned, In Progress = working, Open Deal = opportunity, Unqualified = discarded, Attempted to Contact = working, Connected = sales-accepted, Bad Timing = discarded
        status: subscriber = nurturing, lead = new, marketingqualifiedlead = marketing-qualified, salesqualifiedlead = sales-qualified, opportunity = opportunity, customer = won, evangelist = won
        status: Subscriber = nurturing, Lead = new, Marketing Qualified Lead = marketing-qualified, Sales Qualified Lead = sales-qualified, Opportunity = opportunity, Customer = won, Evangelist = won
        """,
        """
        dynamics | Dynamics 365 | dynamics
        marks: !leadid, !statecode, !statuscode, !_ownerid_value, !@odata.etag, !emailaddress1, !address1_line1, !donotbulkemail, modifiedon, createdon, companyname, telephone1
        id: leadid, contactid, (Do Not Modify) Lead
        modified: modifiedon, (Do Not Modify) Modified On, Modified On
        created: createdon, Created On
        email: emailaddress1, Email Address 1
        second-email: emailaddress2, emailaddress3
        phone: telephone1, Business Phone
        mobile-phone: mobilephone
        company: companyname, parentcustomerid
        street: address1_line1
        city: address1_city
        region: address1_stateorprovince
        postal-code: address1_postalcode
        country: address1_country
        website: websiteurl
        status: statuscode, Status Reason
        lead-source: leadsourcecode@OData.Community.Display.V1.FormattedValue
        owner: _ownerid_value@OData.Community.Display.V1.FormattedValue
        owner-id: _ownerid_value
        opted-out: donotbulkemail, donotemail
        do-not-call: donotphone
        revenue: revenue
        name: topic
        technical: @odata.etag, @odata.context, statecode, fullname, leadsourcecode, leadqualitycode, (Do Not Modify) Row Checksum, statuscode@OData*, statecode@OData*, leadqualitycode@OData*, revenue@OData*, versionnumber, importsequencenumber, timezoneruleversionnumber, utcconversiontimezonecode, exchangerate, _transactioncurrencyid_value, _createdby_value, _modifiedby_value, _owningbusinessunit_value, _owninguser_value, _owningteam_value
        status: 1 = assigned, 2 = working, 3 = sales-qualified, 4 = discarded, 5 = discarded, 6 = discarded, 7 = discarded
        status: New = assigned, Contacted = working, Qualified = sales-qualified, Lost = discarded, Cannot Contact = discarded, No Longer Interested = discarded, Canceled = discarded
        """,
        """
        zoho | Zoho | zoho
        marks: !lead_status, !modified_time, !created_time, !$approval_state, !$converted_detail, !leadid, !smownerid, !email_opt_out, !contactid, lead owner, modified time, created time, lead source, lead_source
        id: id, LEADID, CONTACTID, Record Id, POTENTIALID
        modified: Modified_Time, Modified Time
        created: Created_Time, Created Time
        status: Lead_Status, Lead Status
        lead-source: Lead_Source, Lead Source
        owner: Owner.name, Lead Owner, Contact Owner, Lead Owner Name
        owner-id: SMOWNERID, Owner.id
        opted-out: Email_Opt_Out, Email Opt Out
        company: Company, Account Name, Account_Name.name
        employees: No_of_Employees, No of Employees
        region: State, Mailing State
        postal-code: Zip_Code, Zip Code, Mailing Zip
        street: Mailing Street
        city: Mailing City
        country: Mailing Country
        last-activity: Last_Activity_Time, Last Activity Time
        technical: $*, @no, SMCREATORID, MODIFIEDBY, ACCOUNTID, VENDORID, REPORTSTOID, Tag, Record_Image, Layout.*, Other Street, Other City, Other State, Other Zip, Other Country, Add to QuickBooks
        of-owner: Created By, Modified By, Created_By.*, Modified_By.*, Owner.email
        status: Attempted to Contact = working, Contact in Future = discarded, Contacted = working, Junk Lead = discarded, Lost Lead = discarded, Not Contacted = assigned, Pre-Qualified = sales-accepted, Not Qualified = discarded
        """,
        """
        pipedrive | Pipedrive | pipedrive
        marks: !add_time, !update_time, !visible_to, !org_id, !org_id.name, !lost_time, !won_time, !stage_change_time, open_deals_count, label, person_id
        id: id
        modified: update_time, Deal - Update time, Person - Update time, Lead - Update time
        created: add_time, Deal - Deal created, Person - Person created, Lead - Lead created
        company: org_id.name, org_name, Organization
        owner: owner_id.name, owner_name
        owner-id: owner_id.id, owner_id.value, owner_id, user_id
        email: email.value, primary_email
        phone: phone.value
        lost-reason: lost_reason
        stage: status
        closed: close_time
        name: title
        amount: value
        last-activity: last_activity_date
        technical: visible_to, org_id, org_id.value, cc_email, first_char, picture_id, company_id, active_flag, delete_time, label, label_ids, email.label, email.primary, phone.label, phone.primary, *_count, next_activity_*, open_deals_count, closed_deals_count, won_deals_count, lost_deals_count
        status: won = won, lost = lost
        """,
        """
        odoo | Odoo | odoo
        marks: !write_date, !create_date, !email_from, !partner_name, !lost_reason_id, !stage_id, !team_id, !user_id, !country_id, contact_name, priority, active, date_deadline
        id: id, External ID
        modified: write_date, Last Updated on
        created: create_date, Created on
        email: email_from
        full-name: contact_name, Contact Name
        company: partner_name, Company Name
        title: function, Job Position
        country: country_id[1]
        region: state_id[1]
        owner: user_id[1], Salesperson
        owner-id: user_id[0]
        status: stage_id[1], Stage
        reason: lost_reason_id[1], Lost Reason
        lead-source: source_id[1]
        campaign: campaign_id[1]
        note: description
        postal-code: zip
        mobile-phone: mobile
        technical: country_id[0], state_id[0], stage_id[0], lost_reason_id[0], team_id*, company_id*, partner_id*, __last_update, active, priority, type, probability, tag_ids*, message_*, activity_*, source_id[0], campaign_id[0], create_uid*, write_uid*
        status: New = new, Qualified = sales-qualified, Proposition = opportunity, Won = won
        reasons: Too expensive = no-budget, We don't have people/skills = not-a-fit, Not enough stock = not-a-fit
        """,
        """
        suitecrm | SuiteCRM | suitecrm
        marks: !date_entered, !date_modified, !assigned_user_name, !assigned_user_id, !phone_work, !primary_address_city, !status_description, account_name, do_not_call, lead_source, refered_by, phone_mobile
        id: id
        modified: date_modified
        created: date_entered
        email: email1, email_address
        company: account_name
        phone: phone_work
        mobile-phone: phone_mobile
        street: primary_address_street
        city: primary_address_city
        region: primary_address_state
        postal-code: primary_address_postalcode
        country: primary_address_country
        owner: assigned_user_name
        owner-id: assigned_user_id
        opted-out: email_opt_out
        hard-bounced: invalid_email
        deleted: deleted
        technical: modified_user_id, created_by, modified_by_name, created_by_name, alt_address_*, team_id, team_set_id
        status: New = new, Assigned = assigned, In Process = working, Converted = sales-qualified, Recycled = recycled, Dead = discarded
        """,
        """
        espocrm | EspoCRM | espocrm
        marks: !emailaddressisoptedout, !assigneduserid, !assignedusername, !accountname, emailaddress, modifiedat, createdat, phonenumber
        id: id
        modified: modifiedAt
        created: createdAt
        email: emailAddress
        phone: phoneNumber
        company: accountName
        owner: assignedUserName
        owner-id: assignedUserId
        opted-out: emailAddressIsOptedOut
        street: addressStreet
        city: addressCity
        region: addressState
        country: addressCountry
        postal-code: addressPostalCode
        lead-source: source
        deleted: deleted
        technical: createdById, modifiedById, createdByName, modifiedByName, emailAddressData*, phoneNumberData*, phoneNumberIsOptedOut
        status: New = new, Assigned = assigned, In Process = working, Converted = sales-qualified, Recycled = recycled, Dead = discarded
        """,
    ]
}
