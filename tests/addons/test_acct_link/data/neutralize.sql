-- A copied database must never talk to the live books.
UPDATE acct_link_interface
   SET ledger_stored_key = NULL
 WHERE connector = 'ledger';
