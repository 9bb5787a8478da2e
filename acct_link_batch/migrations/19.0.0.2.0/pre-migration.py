"""The role Manager came between User and Administrator: whoever is an administrator stays one."""


def migrate(cr, version):
    cr.execute(
        """
        UPDATE ir_model_data SET name = 'group_acct_link_administrator'
        WHERE module = 'acct_link_batch' AND name = 'group_acct_link_manager'
          AND NOT EXISTS (
            SELECT FROM ir_model_data
            WHERE module = 'acct_link_batch' AND name = 'group_acct_link_administrator'
          )
        """
    )
