-- A copied database must never talk to the live books. The tokens are forgotten by acct_link_oauth.
UPDATE acct_link_interface
   SET qbo_environment = 'sandbox', qbo_api_url = 'https://sandbox-quickbooks.api.intuit.com'
 WHERE connector = 'qbo';
