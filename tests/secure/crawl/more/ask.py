"""What is asked in the crawl; asking stores nothing, so it adds nothing to the worlds."""

FORMS = {
    "ask/": {"question": "高企认定奖励多少钱？"},
    "ask/phrased/": {"question": "高企认定奖励多少钱？"},
}
NOT_IN_ONE_STEP = {
    "POST /ask/": "answers and stores nothing; sent by POST so as to be in no address",
    "POST /ask/phrased/": "phrases passages and stores nothing",
}
