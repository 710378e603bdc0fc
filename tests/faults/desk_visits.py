"""What workers come for who want to talk to a person, while somebody is at the desk."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

from tests.faults.visits import FREE_SENTENCES, TITLES, TRIES_AGAIN_AFTER_SECONDS, Help, Visit

WANTED = ("转人工", "找人工", "我要人工")
TOLD_WAITING = ("我在龙湖那边跑单", "上个月就这样了", "平台那边一直不回话")
TOLD_A_PERSON = ("是这么回事", "这个月工资少了三百", "站长说是系统扣的", "我这里有截图", "入会要交钱吗")
LAST = "我要说的就这些"
WRITTEN = ("您好，我看到了", "请把截图留好", "我们去问一下站点", "明天给您回话")
LONGEST_PAUSE_SECONDS = 0.3


def is_helped_by_a_person(visit: Visit) -> None:
    """Asks, waits, talks to whoever comes, and is back with the bot; both sides write when they like."""
    visit.ask(visit.chance.choice(TITLES))
    _stand_in_queue(visit)
    visit.say(visit.chance.choice(FREE_SENTENCES))
    number = visit.desk.number_of(visit.worker.secret)
    asked_at = max(at for at, posted in enumerate(visit.worker.posted) if posted.body["text"] in WANTED)
    written = visit.chance.sample(WRITTEN, visit.chance.choice((2, 3)))
    with ThreadPoolExecutor(1) as pool:
        operator = pool.submit(visit.desk.helps, number, written, last_heard=LAST)
        for text in visit.chance.sample(TOLD_WAITING, 2):
            _tell(visit, text)
        visit.waits_for("takeover.taken")
        for text in (*visit.chance.sample(TOLD_A_PERSON, 3), LAST):
            _tell(visit, text)
        time.sleep(visit.chance.uniform(0, 2 * LONGEST_PAUSE_SECONDS))
        last_at = len(visit.worker.posted) - 1
        visit.worker.say("谢谢")  # to the person or, once they have closed, to the bot
        operator.result()
    visit.waits_for("takeover.closed")
    visit.helped = Help(number, asked_at, last_at, tuple(written))
    visit.ask(visit.chance.choice(TITLES))


def _stand_in_queue(visit: Visit) -> None:
    """While actions are down the bot takes a message down instead: that is dropped, and asked again."""
    while True:
        visit.say(visit.chance.choice(WANTED))
        if visit.worker.posted[-1].answer["owner"] != "bot":
            return
        visit.say("取消")
        time.sleep(TRIES_AGAIN_AFTER_SECONDS)


def _tell(visit: Visit, text: str) -> None:
    """Say it to whoever listens: a person's answer comes later."""
    visit.worker.say(text)
    time.sleep(visit.chance.uniform(0, LONGEST_PAUSE_SECONDS))
