"""The error tree. Engines raise a code and data; `wording.describe` turns them into text.

ZhiqiaoError
├── matching.errors.MatchingError   a need, an offer, a judgement or a model that cannot be used
├── associations.errors.AssociationError  documents or a concept graph that cannot be used
├── policy.errors.PolicyError       rules, a facts dictionary or facts that cannot be used
├── rulefiles.errors.RuleFileError  files of rules or facts that cannot be used or written
├── index.errors.IndexError_        an index or an encoder that cannot be used
├── outbound.errors.OutboundError   a request to another server that is refused or fails
├── language_model.errors.LanguageModelError  a model that is not asked, or an unusable answer
├── client.errors.ClientError       a Zhiqiao server that refuses, or cannot be reached
├── bank.errors.BankError           a file or a link of the bank that cannot be used
├── ledger.errors.LedgerRefusedError  an entry that was not posted
└── tables.errors.TableError        a file that cannot be read as needs, offers or judgements
"""

from enum import StrEnum


class ErrorCode(StrEnum):
    """Every way our code refuses. Each has wording in Chinese and English."""

    # files (tables)
    FILE_MISSING = "file_missing"
    FILE_EMPTY = "file_empty"
    FILE_KIND_UNKNOWN = "file_kind_unknown"
    FILE_TOO_LARGE = "file_too_large"
    FILE_UNREADABLE = "file_unreadable"
    WORKBOOK_UNSAFE = "workbook_unsafe"
    WORKBOOK_TOO_LARGE = "workbook_too_large"
    ENCODING_UNKNOWN = "encoding_unknown"
    ENCODING_BROKEN = "encoding_broken"
    ENCODING_WRONG = "encoding_wrong"
    COLUMN_MISSING = "column_missing"
    COLUMN_TWICE = "column_twice"
    COLUMNS_TOO_MANY = "columns_too_many"
    ROWS_TOO_MANY = "rows_too_many"
    ROWS_BAD = "rows_bad"
    OUTPUT_KIND_UNKNOWN = "output_kind_unknown"
    OUTPUT_UNWRITABLE = "output_unwritable"
    OUTPUT_CELL_TOO_LONG = "output_cell_too_long"
    # matching
    ID_TWICE = "id_twice"
    ID_UNKNOWN = "id_unknown"
    JUDGEMENTS_TOO_FEW = "judgements_too_few"
    MODEL_UNREADABLE = "model_unreadable"
    MODEL_ENCODER_DIFFERS = "model_encoder_differs"
    RANKING_REASON_MISSING = "ranking_reason_missing"
    RANKING_SHADOW_TOO_SHORT = "ranking_shadow_too_short"
    RANKING_COMPARISON_STALE = "ranking_comparison_stale"
    RANKING_NOT_BETTER = "ranking_not_better"
    RANKING_NO_SHADOW = "ranking_no_shadow"
    RANKING_CHANGED = "ranking_changed"
    RANKING_NO_FORMER = "ranking_no_former"
    RANKING_GONE = "ranking_gone"
    TRAINER_MISSING = "trainer_missing"
    ASSIGNEES_TOO_FEW = "assignees_too_few"
    ASSIGNEE_UNKNOWN = "assignee_unknown"
    RIVALS_NONE = "rivals_none"
    PATENTS_TOO_MANY = "patents_too_many"
    DOCUMENTS_DIFFER = "documents_differ"
    GRAPH_UNREADABLE = "graph_unreadable"
    # language model
    MODEL_OFF = "model_off"
    MODEL_ANSWER_UNUSABLE = "model_answer_unusable"
    MODEL_BUDGET_SPENT = "model_budget_spent"
    MODEL_TEXT_PRIVATE = "model_text_private"
    MODEL_TENANTS_MIXED = "model_tenants_mixed"
    # policy
    RULES_BAD = "rules_bad"
    FACTS_BAD = "facts_bad"
    RULES_FOLDER_BAD = "rules_folder_bad"
    RULES_FILE_TAKEN = "rules_file_taken"
    PROGRAMME_UNKNOWN = "programme_unknown"
    FACTS_KIND_UNKNOWN = "facts_kind_unknown"
    FACTS_NOT_JSON = "facts_not_json"
    HEADER_MISSING = "header_missing"
    SWEEP_KIND_UNKNOWN = "sweep_kind_unknown"
    SWEEP_TOO_LONG = "sweep_too_long"
    # rules from other systems
    IMPORT_KIND_UNKNOWN = "import_kind_unknown"
    IMPORT_NOT_JSON = "import_not_json"
    IMPORT_BAD = "import_bad"
    IMPORT_FOLDER_TAKEN = "import_folder_taken"
    # files brought in
    INTAKE_KIND_UNKNOWN = "intake_kind_unknown"
    INTAKE_NOT_ALLOWED = "intake_not_allowed"
    INTAKE_CHOICE_BAD = "intake_choice_bad"
    INTAKE_STOPPED = "intake_stopped"
    # index
    ENCODER_MISSING = "encoder_missing"
    ENCODER_UNKNOWN = "encoder_unknown"
    INDEX_BUSY = "index_busy"
    INDEX_CHANGED = "index_changed"
    INDEX_FOLDER_TAKEN = "index_folder_taken"
    INDEX_UNUSABLE = "index_unusable"
    # the database and its secrets
    DATABASE_ADDRESS_BAD = "database_address_bad"
    SEALED_TEXT_DAMAGED = "sealed_text_damaged"
    SEALING_KEY_MISSING = "sealing_key_missing"
    # running it
    SETTING_BAD = "setting_bad"
    DATA_FOLDER_BUSY = "data_folder_busy"
    SQLITE_UNSAFE = "sqlite_unsafe"
    SCHEMA_NEWER = "schema_newer"
    SCHEMA_OLDER = "schema_older"
    DATABASE_UNREACHABLE = "database_unreachable"
    BACKUP_TARGET_TAKEN = "backup_target_taken"
    BACKUP_UNREADABLE = "backup_unreadable"
    BACKUP_NEWER = "backup_newer"
    BACKUP_DAMAGED = "backup_damaged"
    RESTORE_TARGET_TAKEN = "restore_target_taken"
    RESTORE_KEYS_MISSING = "restore_keys_missing"
    RESTORE_REFUSED = "restore_refused"
    RESTORE_DIFFERS = "restore_differs"
    # requests to other servers
    OUTBOUND_URL_BAD = "outbound_url_bad"
    OUTBOUND_ADDRESS_REFUSED = "outbound_address_refused"
    OUTBOUND_NAME_UNKNOWN = "outbound_name_unknown"
    OUTBOUND_TIMEOUT = "outbound_timeout"
    OUTBOUND_TOO_LARGE = "outbound_too_large"
    OUTBOUND_FAILED = "outbound_failed"
    # a Zhiqiao server from afar
    SERVER_REFUSED = "server_refused"
    SERVER_UNREACHABLE = "server_unreachable"
    SERVER_ANSWER_BAD = "server_answer_bad"
    SERVER_UNENCRYPTED = "server_unencrypted"
    SERVER_UNNAMED = "server_unnamed"
    LISTING_UNKNOWN = "listing_unknown"
    FACT_UNKNOWN = "fact_unknown"
    PROFILE_NONE = "profile_none"
    TOKEN_MISSING = "token_missing"  # noqa: S105 -- a code
    # the audit chain
    AUDIT_BROKEN = "audit_broken"
    AUDIT_KEY_MISSING = "audit_key_missing"
    # the ledger
    LEDGER_REFUSED = "ledger_refused"
    LEDGER_ACCOUNT_UNKNOWN = "ledger_account_unknown"
    # people and organisations
    PERSON_UNKNOWN = "person_unknown"
    PERSON_BAD = "person_bad"
    PASSWORDS_DIFFER = "passwords_differ"
    ORGANISATION_UNKNOWN = "organisation_unknown"
    ORGANISATION_KIND_UNKNOWN = "organisation_kind_unknown"
    CHANGE_REFUSED = "change_refused"
    ERASURE_UNFINISHED = "erasure_unfinished"
    # files and links of the bank
    BANK_FILE_TRUNCATED = "bank_file_truncated"
    BANK_FILE_BROKEN = "bank_file_broken"
    BANK_FILE_WITH_DOCTYPE = "bank_file_with_doctype"
    BANK_FILE_NOT_UTF8 = "bank_file_not_utf8"
    BANK_FILE_TOO_LARGE = "bank_file_too_large"
    BANK_FILE_TOO_DEEP = "bank_file_too_deep"
    BANK_FILE_UNKNOWN_KIND = "bank_file_unknown_kind"
    BANK_FILE_WRONG_CURRENCY = "bank_file_wrong_currency"
    BANK_FILE_BAD_AMOUNT = "bank_file_bad_amount"
    BANK_FILE_BAD_VALUE = "bank_file_bad_value"
    BANK_FILE_MISSING = "bank_file_missing"
    BANK_FILE_SUM_DIFFERS = "bank_file_sum_differs"
    BANK_ACCOUNT_NOT_OURS = "bank_account_not_ours"
    BANK_ACCOUNTS_SEVERAL = "bank_accounts_several"
    BANK_STATEMENT_CHANGED = "bank_statement_changed"
    BANK_FILE_UNBOOKABLE = "bank_file_unbookable"
    BANK_MESSAGE_UNKNOWN = "bank_message_unknown"
    BANK_LINK_NONE = "bank_link_none"
    AMOUNT_TOO_SMALL = "amount_too_small"
    BANK_SIMULATED_NOT_HERE = "bank_simulated_not_here"
    REHEARSAL_NOT_HERE = "rehearsal_not_here"
    BANK_PAYMENTS_NONE = "bank_payments_none"
    BANK_ID_TWICE = "bank_id_twice"
    BANK_TEXT_ILLEGAL = "bank_text_illegal"
    BANK_TEXT_LENGTH = "bank_text_length"
    BANK_CODE_BAD = "bank_code_bad"
    BANK_AMOUNT_BAD = "bank_amount_bad"
    BANK_NAME_BAD = "bank_name_bad"
    BANK_NAME_TAKEN = "bank_name_taken"
    BANK_KEY_BAD = "bank_key_bad"
    BANK_SIGNATURE_MISSING = "bank_signature_missing"
    BANK_SIGNATURE_WRONG = "bank_signature_wrong"
    BANK_TIMEOUT = "bank_timeout"
    BANK_UNREACHABLE = "bank_unreachable"
    BANK_REFUSED = "bank_refused"
    BANK_FAULTS_UNKNOWN = "bank_faults_unknown"
    # the command line
    ADDRESS_BUSY = "address_busy"
    ADDRESS_UNUSABLE = "address_unusable"
    SERVER_STOPPED = "server_stopped"


class ZhiqiaoError(Exception):
    """Something a person can mend: a code, and the data its wording needs.

    Args:
        code: what was wrong.
        data: where and with what values; the names in the wording's braces.
    """

    def __init__(self, code: ErrorCode, **data: object) -> None:
        super().__init__(code, data)
        self.code = code
        self.data = data

    def __str__(self) -> str:
        """The code and data in one line, for logs and tests, not for people."""
        return f"{self.code}: {self.data}" if self.data else str(self.code)
