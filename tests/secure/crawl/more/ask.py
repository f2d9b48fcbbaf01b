"""What is asked in the crawl; asking stores nothing, so it adds nothing to the worlds."""

FORMS = {
    "ask/": {"question": "高企认定奖励多少钱？"},
    "ask/phrased/": {"question": "高企认定奖励多少钱？"},
}
NOT_IN_ONE_STEP = {
    "ask/": "a question is answered and not stored; it is sent by POST so as to be in no address",
    "ask/phrased/": "as above; the phrasing comes from passages and is not stored",
}
