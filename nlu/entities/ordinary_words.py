"""Everyday words inside which, or in whose sound, a name of ours would be found by mistake."""

from __future__ import annotations

# "我来安徽送外卖" holds 来安, "每天长途" holds 天长, "押金安全" holds 金安: the longer or earlier word wins.
CONTAINING = (
    "安徽 安徽省 来安徽 来安装 来安排 来安慰 来安心 金安全 每天 今天 当天 几天 整天 天天 白天 昨天 前天 后天 一天 两天 半天 那天 这天 大通铺 "
    "大观园 无为而治 华山论剑 拉拉扯扯 拖拖拉拉 上网课 菜鸟驿站"
).split()

# "首先" sounds like 寿县, "同城" like 桐城, "业绩" like 叶集. Only looked at when a name is sought by its sound.
SOUNDING = (
    "首先 受限 手线 手写 同城 业绩 打官司 接手 解手 抚养 无谓 无畏 无味 五位 通关 打通 叫去 教区 一线 医院 异县 敬献 静音 会费 光的 广的 "
    "武汉 立信 离心 理性 长风 全交 全脚 定员 订员 时态 实态 事态 气门 奇门 火山 书城 输成 说成 南岭 男领 网址 一江 旧江 进货 京沪 超户 路安 "
    "宣誓 宣称 选成 持久 出周 初周 与会 雨伞 语山 花伞 当土 土当 系统 四线 小县 县城"
).split()
