"""A data folder small enough to train on within a test, in the shape of the real one."""

from __future__ import annotations

from pathlib import Path

TOPICS = {
    "join_cost": (
        "入会要不要交钱",
        "申请入会不收任何费用。加入以后会费按规定缴纳。",
        [
            "进工会花钱不",
            "入会收费吗",
            "加入工会是不是免费的",
            "办会员要不要掏钱",
            "入个会多少钱",
            "入会费是多少",
            "报名入会要给钱吗",
            "进工会白给不",
        ],
    ),
    "unpaid_wages": (
        "拖欠工资怎么办",
        "先找单位协商。也可以向人社部门投诉,或者申请法律援助。",
        [
            "老板不发工资",
            "站长压着工资不给",
            "欠我三个月工钱",
            "工资要不回来",
            "公司跑路工资没结",
            "干完活不给钱",
            "欠薪找谁",
            "工资拖了半年",
        ],
    ),
    "station_hours": (
        "驿站几点开门几点关门",
        "开门时间以站点公布为准。",
        [
            "驿站几点开",
            "驿站晚上几点关",
            "驿站周末开门吗",
            "驿站开到几点",
            "早上几点能进驿站",
            "驿站中午关不关",
            "驿站营业时间",
            "驿站夜里开吗",
        ],
    ),
}
TASKS = {
    "enroll": (
        "task",
        [
            "我要入会",
            "我想加入工会",
            "帮我报名入会",
            "给我办入会",
            "我在[包河区](region)送[美团](platform),要入会",
            "申请入会",
            "现在就入会",
            "加入工会",
            "把我加进工会",
        ],
    ),
    "find_station": (
        "task",
        [
            "附近有驿站吗",
            "哪里有驿站",
            "找个驿站歇会",
            "最近的驿站在哪",
            "[合肥南站](place)附近的驿站",
            "找驿站",
            "哪有能[热饭](facility)的驿站",
            "带我去驿站",
        ],
    ),
    "affirm": ("control", ["是", "是的", "好", "好的", "对", "没错", "行", "可以的"]),
    "greet": ("chat", ["你好", "您好", "在吗", "早上好", "哈喽", "嗨", "晚上好", "你好呀"]),
    "out_of_scope": ("chat", ["写首诗", "讲个笑话"]),
}
BACKGROUND = [
    "今天下雨吗",
    "明天多少度",
    "哪个电影好看",
    "足球谁赢了",
    "红烧肉怎么做",
    "手机卡了怎么办",
    "股票涨了没",
    "火车票几点抢",
    "孩子作业不会写",
    "猫不吃饭",
]
LISTS = {
    "tasks.csv": "id,kind,title\n" + "".join(f"{label},{kind},{label}\n" for label, (kind, _) in TASKS.items()),
    "regions.csv": "code,name,level,parent,short_name,aliases,misspellings,lat,lon\n"
    "340100,合肥市,city,,合肥,,,31.8,117.2\n340111,包河区,county,340100,包河,,,31.7,117.3\n",
    "zones.csv": "id,name,city,counties,aliases\nzone_1,滨湖新区,340100,340111,滨湖\n",
    "townships.csv": "code,name,counties,aliases\n340111001,骆岗街道,340111,\n",
    "places.csv": "id,name,kind,region,lat,lon,aliases\nplace_0001,合肥南站,station,340111,31.8,117.3,\n",
    "trades.csv": "code,name,aliases\nrider,外卖骑手,骑手|送外卖\n",
    "platforms.csv": "code,name,trades,aliases\nmeituan,美团,rider,美团外卖\n",
    "facilities.csv": "code,name,aliases\nmicrowave,微波炉,热饭\n",
    "times.csv": "code,name,aliases\nnow,现在,这会\n",
    "shared_names.csv": "kind,name,codes\n",
}


def write_small_data(folder: Path) -> Path:
    for name, rows in LISTS.items():
        (folder / name).write_text(rows, encoding="utf-8")
    for topic, (title, answer, phrasings) in TOPICS.items():
        path = folder / "faq" / "some" / f"{topic}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = "".join(f"  - {phrasing}\n" for phrasing in phrasings)
        sensitive = "true" if topic == "unpaid_wages" else "false"
        path.write_text(
            f"topic: {topic}\ntitle: {title}\nsensitive: {sensitive}\nanswer: |\n  {answer}\nphrasings:\n{lines}",
            encoding="utf-8",
        )
    (folder / "tasks").mkdir()
    for label, (_, phrasings) in TASKS.items():
        block = "".join(f"    - {phrasing}\n" for phrasing in phrasings)
        text = f'version: "3.1"\nnlu:\n- intent: {label}\n  examples: |\n{block}'
        (folder / "tasks" / f"{label}.yml").write_text(text, encoding="utf-8")
    (folder / "background").mkdir()
    (folder / "background" / "lines.txt").write_text("\n".join(BACKGROUND) + "\n", encoding="utf-8")
    return folder
