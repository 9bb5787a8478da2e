// Drives Xero's own client for Node against the stand-in, and prints what it saw as JSON.
//
//     node xero_node.js FOLDER STAND_IN_URL
//
// FOLDER holds node_modules with xero-node. The client has Xero's hosts built in: every call that
// it makes to one of them goes to the stand-in instead, and a call to any other host is refused.

const http = require("http");
const https = require("https");
const { createRequire } = require("module");

const [folder, standIn] = process.argv.slice(2);
const { hostname, port } = new URL(standIn);
const HOSTS = ["api.xero.com", "identity.xero.com", "login.xero.com"];
const CALLBACK = "http://localhost:8069/acct_link_xero/callback";
const direct = http.request;

function redirected(options, callback) {
  const asked = options.hostname || options.host;
  if (!HOSTS.includes(asked)) throw new Error(`no traffic to ${asked}`);
  const headers = { ...options.headers, Host: asked };
  const { method, path, timeout } = options;
  return direct({ method, path, timeout, headers, hostname, port }, callback);
}
https.request = (first, second, third) =>
  typeof first === "string" || first instanceof URL
    ? redirected({ ...urlOptions(first), ...second }, third)
    : redirected(first, second);
http.request = () => {
  throw new Error("plain http is not what this client speaks");
};

function urlOptions(url) {
  const { hostname, pathname, search } = new URL(url);
  return { hostname, path: pathname + search };
}

// What a person's browser does on the page of the sign-in.
function consent(address, tenant) {
  const form = new URLSearchParams(new URL(address).searchParams);
  form.append("tenant", tenant);
  form.append("decision", "allow");
  return new Promise((resolve, reject) => {
    const path = "/identity/connect/authorize";
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    const options = { method: "POST", path, hostname, port, headers };
    const request = direct(options, (answer) => resolve(answer.headers.location));
    request.on("error", reject);
    request.end(form.toString());
  });
}

async function refused(promise) {
  try {
    await promise;
  } catch (error) {
    const said = typeof error === "string" ? JSON.parse(error) : error;
    return said.response.statusCode || said.response.status;
  }
  return "taken";
}

async function main() {
  const { XeroClient } = createRequire(`${folder}/`)("xero-node");
  const { clientId, clientSecret, tenant } = JSON.parse(process.env.SIGN_IN);
  const xero = new XeroClient({
    clientId,
    clientSecret,
    redirectUris: [CALLBACK],
    scopes: process.env.SCOPES.split(" "),
    state: "state-1",
    httpTimeout: 20000,
  });
  const seen = {};

  // Signing in with OpenID Connect: discovery, consent, a proven id token, renewal.
  const address = await xero.buildConsentUrl();
  const tokens = await xero.apiCallback(await consent(address, tenant));
  seen.issuer = tokens.claims().iss;
  await xero.refreshToken();
  const tenants = await xero.updateTenants();
  seen.tenants = tenants.map((each) => [each.tenantName, each.orgData.baseCurrency]);

  // Code lists, and single rows of them.
  const api = xero.accountingApi;
  const [account] = (await api.getAccounts(tenant, undefined, 'Code=="200"')).body.accounts;
  seen.account = (await api.getAccount(tenant, account.accountID)).body.accounts[0].name;
  seen.rate = (await api.getTaxRateByTaxType(tenant, "OUTPUT2")).body.taxRates[0].effectiveRate;
  const [theme] = (await api.getBrandingThemes(tenant)).body.brandingThemes;
  const themes = (await api.getBrandingTheme(tenant, theme.brandingThemeID)).body.brandingThemes;
  seen.theme = themes[0].name;
  const categories = (await api.getTrackingCategories(tenant)).body.trackingCategories;
  const region = categories.find((each) => each.name === "Region").trackingCategoryID;
  const [category] = (await api.getTrackingCategory(tenant, region)).body.trackingCategories;
  seen.options = category.options.map((each) => each.name);

  // A contact, an invoice and a credit note for it.
  const wished = { contacts: [{ name: "Node & Sons", emailAddress: "node@example.com" }] };
  const [contact] = (await api.createContacts(tenant, wished, true, "key-1")).body.contacts;
  const line = {
    description: "Design\nand build",
    quantity: 2,
    unitAmount: 33.3333,
    accountCode: "200",
    taxType: "OUTPUT2",
    tracking: [{ name: "Region", option: "North" }],
  };
  const document = {
    contact: { contactID: contact.contactID },
    date: "2026-11-02",
    lineItems: [line],
    status: "AUTHORISED",
  };
  const invoices = [
    { ...document, type: "ACCREC", invoiceNumber: "NODE-1", dueDate: "2026-12-20" },
    { ...document, type: "ACCREC", invoiceNumber: "NODE-1", dueDate: "2026-12-20" },
  ];
  const made = (await api.createInvoices(tenant, { invoices }, false, 4, "key-2")).body.invoices;
  seen.made = made.map((each) => [each.statusAttributeString, each.total]);
  const invoiceID = made[0].invoiceID;
  const note = { ...document, type: "ACCRECCREDIT", creditNoteNumber: "NODE-C1" };
  await api.createCreditNotes(tenant, { creditNotes: [note] }, true, 4, "key-3");
  const ofContact = `Contact.ContactID=guid("${contact.contactID}")`;
  const found = (await api.getCreditNotes(tenant, undefined, ofContact, undefined, 1)).body;
  seen.notes = found.creditNotes.map((each) => [each.creditNoteNumber, each.total]);
  const entry = { invoice: { invoiceID }, amount: 6.67, date: "2026-11-03" };
  await api.createCreditNoteAllocation(tenant, found.creditNotes[0].creditNoteID, {
    allocations: [entry],
  });

  // What the client read it can send back, as its users do.
  const [read] = (await api.getInvoice(tenant, made[0].invoiceNumber, 4)).body.invoices;
  seen.text = read.lineItems[0].description;
  seen.credited = [read.amountCredited, read.amountDue];
  const contactRead = (await api.getContact(tenant, contact.contactID)).body.contacts;
  await api.updateContact(tenant, contact.contactID, { contacts: contactRead });
  const free = { ...document, type: "ACCREC", invoiceNumber: "NODE-2", dueDate: "2026-12-20" };
  const added = (await api.createInvoices(tenant, { invoices: [free] }, true, 4)).body.invoices;
  const [whole] = (await api.getInvoice(tenant, added[0].invoiceID, 4)).body.invoices;
  whole.reference = "J100";
  const sent = await api.updateInvoice(tenant, whole.invoiceID, { invoices: [whole] }, 4);
  seen.updated = [sent.body.invoices[0].reference, sent.body.invoices[0].total];

  // Money, notes, files, the page for the customer.
  const payment = { invoice: { invoiceID }, account: { code: "090" }, amount: 10, date: "2026-11-20" };
  const [paid] = (await api.createPayments(tenant, { payments: [payment] })).body.payments;
  const [gone] = (await api.deletePayment(tenant, paid.paymentID, { status: "DELETED" })).body.payments;
  seen.payment = [paid.status, gone.status];
  const notes = { historyRecords: [{ details: "sent from Node" }] };
  await api.createInvoiceHistory(tenant, invoiceID, notes);
  const history = (await api.getInvoiceHistory(tenant, invoiceID)).body.historyRecords;
  seen.history = history.map((each) => each.details);
  const file = Buffer.from("%PDF-1.4 node");
  await api.createInvoiceAttachmentByFileName(tenant, invoiceID, "a b.pdf", file, true, undefined, {
    headers: { "Content-Type": "application/pdf" },
  });
  const files = (await api.getInvoiceAttachments(tenant, invoiceID)).body.attachments;
  seen.files = files.map((each) => [each.fileName, each.contentLength]);
  const online = (await api.getOnlineInvoice(tenant, invoiceID)).body.onlineInvoices;
  seen.online = online[0].onlineInvoiceUrl.startsWith("https://in.xero.com/");
  await api.emailInvoice(tenant, invoiceID, {});

  // What is refused.
  const unknown = { ...line, itemCode: "NOBODY" };
  const wrong = { ...free, invoiceNumber: "NODE-3", lineItems: [unknown] };
  seen.refused = [
    await refused(api.createInvoices(tenant, { invoices: [wrong] }, true, 4)),
    await refused(api.getInvoice(tenant, "NOBODY")),
  ];
  await xero.revokeToken();
  // Connections that are kept alive would keep the process, too.
  process.stdout.write(`${JSON.stringify(seen)}\n`, () => process.exit(0));
}

main().catch((error) => {
  const said = typeof error === "string" ? error : error.stack || JSON.stringify(error);
  console.error(said);
  process.exit(1);
});
