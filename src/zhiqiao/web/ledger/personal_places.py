"""No data of persons lie in the tables of the ledger."""

from zhiqiao.web.accounts.personal_data import not_personal

not_personal({"ledger.Account": ["code", "kind"]}, why="names of accounts, made by the site")
not_personal(
    {"ledger.Entry": ["key", "movement", "phase", "source"]},
    why="code words, and keys made of the numbers of rows",
)
