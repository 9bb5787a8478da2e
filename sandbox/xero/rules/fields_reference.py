"""Fields of what is only read: accounts, tax rates, the organisation; and keys newer than the
OpenAPI description 16.1.0, which live answers carry. Notation: see `fields`."""

_ENTITY = (
    "one of ACCOUNTING_PRACTICE COMPANY CHARITY CLUB_OR_SOCIETY INDIVIDUAL LOOK_THROUGH_COMPANY"
    " NOT_FOR_PROFIT PARTNERSHIP S_CORPORATION SELF_MANAGED_SUPERANNUATION_FUND SOLE_TRADER"
    " SUPERANNUATION_FUND TRUST PERSONAL SINGLEMEMBERLLC CCORPORATIONLLC PARTNERSHIPLLC"
    " SCORPORATIONLLC LLC NOTLLC UNSPECIFIED"
)

REFERENCE_TABLES: dict[str, dict[str, str]] = {
    "Account": {
        "Code": "text",
        "Name": "text:150",
        "AccountID": "guid",
        "Type": "AccountType",
        "BankAccountNumber": "text",
        "Status": "one of ACTIVE ARCHIVED DELETED",
        "Description": "text",
        "BankAccountType": "one of BANK CREDITCARD PAYPAL NONE",
        "CurrencyCode": "CurrencyCode",
        "TaxType": "text",
        "EnablePaymentsToAccount": "flag",
        "ShowInExpenseClaims": "flag",
        "Class": "one of ASSET EQUITY EXPENSE LIABILITY REVENUE",
        "SystemAccount": "one of DEBTORS CREDITORS BANKCURRENCYGAIN GST GSTONIMPORTS HISTORICAL"
        " REALISEDCURRENCYGAIN RETAINEDEARNINGS ROUNDING TRACKINGTRANSFERS UNPAIDEXPCLM"
        " UNREALISEDCURRENCYGAIN WAGEPAYABLES CISASSETS CISASSET CISLABOUR CISLABOUREXPENSE"
        " CISLABOURINCOME CISLIABILITY CISMATERIALS",
        "ReportingCode": "text",
        "ReportingCodeName": "text",
        "HasAttachments": "flag",
        "UpdatedDateUTC": "moment",
        "AddToWatchlist": "flag",
        "ValidationErrors": "list of ValidationError",
    },
    "TaxRate": {
        "Name": "text",
        "TaxType": "text",
        "TaxComponents": "list of TaxComponent",
        "Status": "one of ACTIVE DELETED ARCHIVED PENDING",
        "ReportTaxType": "one of AVALARA BASEXCLUDED CAPITALSALESOUTPUT CAPITALEXPENSESINPUT"
        " ECOUTPUT ECOUTPUTSERVICES ECINPUT ECACQUISITIONS EXEMPTEXPENSES EXEMPTINPUT EXEMPTOUTPUT"
        " GSTONIMPORTS INPUT INPUTTAXED MOSSSALES NONE NONEOUTPUT OUTPUT PURCHASESINPUT"
        " SALESOUTPUT EXEMPTCAPITAL EXEMPTEXPORT CAPITALEXINPUT GSTONCAPIMPORTS"
        " GSTONCAPITALIMPORTS REVERSECHARGES PAYMENTS INVOICE CASH ACCRUAL FLATRATECASH"
        " FLATRATEACCRUAL ACCRUALS TXCA SRCAS DSOUTPUT BLINPUT2 EPINPUT IMINPUT2 MEINPUT"
        " IGDSINPUT2 ESN33OUTPUT OPINPUT OSOUTPUT TXN33INPUT TXESSINPUT TXREINPUT"
        " TXPETINPUT NRINPUT ES33OUTPUT ZERORATEDINPUT ZERORATEDOUTPUT DRCHARGESUPPLY"
        " DRCHARGE CAPINPUT CAPIMPORTS IMINPUT INPUT2 CIUINPUT SRINPUT OUTPUT2 SROUTPUT"
        " CAPOUTPUT SROUTPUT2 CIUOUTPUT ZROUTPUT ZREXPORT ACC28PLUS ACCUPTO28 OTHEROUTPUT"
        " SHOUTPUT ZRINPUT BADDEBT OTHERINPUT BADDEBTRELIEF IGDSINPUT3 SROVR TOURISTREFUND"
        " TXRCN33 TXRCRE TXRCESS TXRCTS CAPEXINPUT UNDEFINED CAPEXOUTPUT ZEROEXPOUTPUT"
        " GOODSIMPORT NONEINPUT NOTREPORTED SROVRRS SROVRLVG SRLVG IM IMESS IMN33 IMRE"
        " BADDEBTRECOVERY USSALESTAX BLINPUT3",
        "CanApplyToAssets": "flag",
        "CanApplyToEquity": "flag",
        "CanApplyToExpenses": "flag",
        "CanApplyToLiabilities": "flag",
        "CanApplyToRevenue": "flag",
        "DisplayTaxRate": "number",
        "EffectiveRate": "number",
    },
    "Organisation": {
        "OrganisationID": "guid",
        "APIKey": "text",
        "Name": "text",
        "LegalName": "text",
        "PaysTax": "flag",
        "Version": "one of AU NZ GLOBAL UK US AUONRAMP NZONRAMP GLOBALONRAMP UKONRAMP USONRAMP",
        "OrganisationType": _ENTITY,
        "BaseCurrency": "CurrencyCode",
        "CountryCode": "CountryCode",
        "IsDemoCompany": "flag",
        "OrganisationStatus": "text",
        "RegistrationNumber": "text",
        "EmployerIdentificationNumber": "text",
        "TaxNumber": "text",
        "FinancialYearEndDay": "whole",
        "FinancialYearEndMonth": "whole",
        "SalesTaxBasis": "one of PAYMENTS INVOICE NONE CASH ACCRUAL FLATRATECASH"
        " FLATRATEACCRUAL ACCRUALS",
        "SalesTaxPeriod": "one of MONTHLY QUARTERLY1 QUARTERLY2 QUARTERLY3 ANNUALLY ONEMONTHS"
        " TWOMONTHS SIXMONTHS 1MONTHLY 2MONTHLY 3MONTHLY 6MONTHLY QUARTERLY YEARLY NONE",
        "DefaultSalesTax": "text",
        "DefaultPurchasesTax": "text",
        "PeriodLockDate": "date",
        "EndOfYearLockDate": "date",
        "CreatedDateUTC": "moment",
        "Timezone": "TimeZone",
        "OrganisationEntityType": _ENTITY,
        "ShortCode": "text",
        "Class": "one of DEMO TRIAL STARTER STANDARD PREMIUM PREMIUM_20 PREMIUM_50 PREMIUM_100"
        " LEDGER GST_CASHBOOK NON_GST_CASHBOOK ULTIMATE LITE ULTIMATE_10 ULTIMATE_20 ULTIMATE_50"
        " ULTIMATE_100 IGNITE GROW COMPREHENSIVE SIMPLE BASICLITE ULTRA",
        "Edition": "one of BUSINESS PARTNER",
        "LineOfBusiness": "text",
        "Addresses": "list of AddressForOrganisation",
        "Phones": "list of Phone",
        "ExternalLinks": "list of ExternalLink",
        "PaymentTerms": "PaymentTerm",
    },
}
# Keys of live answers that the description does not know, with the reason they are there.
NEWER_THAN_DESCRIPTION: dict[str, dict[str, str]] = {
    "Invoice": {
        "DateString": "live answers carry the calendar date as text beside the ticks",
        "DueDateString": "as DateString",
        "InvoicePaymentServices": "in every live answer, always empty here",
    },
    "CreditNote": {
        "DateString": "as on invoices",
        "DueDateString": "as on invoices",
        "ID": "live answers repeat CreditNoteID under this name",
    },
    "HistoryRecord": {
        "DateUTCString": "live answers carry the moment as text beside the ticks",
        "ValidationErrors": "empty list in a live create answer",
    },
    "Overpayment": {"ID": "as on credit notes"},
    "Prepayment": {"ID": "as on credit notes"},
    "LineItemTracking": {"Options": "in lists in place of the option's id, always empty"},
    "TrackingOption": dict.fromkeys(
        ("HasValidationErrors", "IsDeleted", "IsArchived", "IsActive"),
        "in the description's own example of a create answer",
    ),
    "LineItem": {"ValidationErrors": "empty list on each line of a live create answer"},
}
