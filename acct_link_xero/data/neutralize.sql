-- A copied database must never talk to the live books.
UPDATE acct_link_interface
   SET xero_connection_id = NULL
 WHERE connector = 'xero';
