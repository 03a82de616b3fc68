"""Invented people and companies, in Chinese and in pinyin."""

from random import Random
from typing import NamedTuple


class Name(NamedTuple):
    pinyin: str
    chinese: str


def _names(text: str) -> tuple[Name, ...]:
    words = text.split()
    return tuple(Name(pinyin, chinese) for chinese, pinyin in zip(words[::2], words[1::2], strict=True))


_SURNAMES = _names(
    "王 Wang 李 Li 张 Zhang 刘 Liu 陈 Chen 杨 Yang 赵 Zhao 黄 Huang 周 Zhou 吴 Wu 徐 Xu 孙 Sun 胡 Hu "
    "朱 Zhu 高 Gao 林 Lin 何 He 郭 Guo 马 Ma 罗 Luo 梁 Liang 宋 Song 郑 Zheng 谢 Xie 韩 Han 唐 Tang 冯 Feng "
    "于 Yu 董 Dong 萧 Xiao"
)
_GIVEN_NAMES = _names(
    "伟 Wei 芳 Fang 娜 Na 敏 Min 静 Jing 强 Qiang 磊 Lei 洋 Yang 艳 Yan 勇 Yong 军 Jun 杰 Jie 娟 Juan 涛 Tao 明 Ming "
    "超 Chao 霞 Xia 平 Ping 刚 Gang 建国 Jianguo 志强 Zhiqiang 晓东 Xiaodong 丽华 Lihua 国庆 Guoqing 海燕 Haiyan "
    "文博 Wenbo 雨婷 Yuting 子轩 Zixuan 思远 Siyuan 佳怡 Jiayi 俊杰 Junjie 小红 Xiaohong 春梅 Chunmei 永福 Yongfu"
)
_BRAND_BEGINNINGS = _names(
    "恒 Heng 瑞 Rui 嘉 Jia 宏 Hong 鼎 Ding 盛 Sheng 泰 Tai 金 Jin 华 Hua 远 Yuan 博 Bo 新 Xin 凯 Kai 天 Tian "
    "安 An 百 Bai 锦 Jin"
)
_BRAND_ENDINGS = _names(
    "信 xin 达 da 通 tong 联 lian 诚 cheng 隆 long 源 yuan 景 jing 顺 shun 启 qi 和 he 维 wei 川 chuan"
)
_TRADES = (
    Name("Communications Co., Ltd.", "通讯有限公司"),
    Name("Electronics Co., Ltd.", "电子有限公司"),
    Name("Digital Technology Co., Ltd.", "数码科技有限公司"),
    Name("Trading Co., Ltd.", "商贸有限公司"),
    Name("Technical Services Co., Ltd.", "技术服务有限公司"),
)
MAKER = Name("Lanhe Mobile Computing Co., Ltd.", "蓝禾移动计算有限公司")


def team(size: int, latin: bool, rng: Random) -> tuple[str, ...]:
    """The names of `size` different people, in pinyin where the site writes Latin letters."""
    people: dict[str, None] = {}
    while len(people) < size:
        surname, given = rng.choice(_SURNAMES), rng.choice(_GIVEN_NAMES)
        people[f"{given.pinyin} {surname.pinyin}" if latin else surname.chinese + given.chinese] = None
    return tuple(people)


class CompanyRegister:
    """Gives out company names, each once in either language."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._taken: set[str] = set()

    def register(self, city: str, city_zh: str) -> Name:
        while True:
            beginning, ending = self._rng.choice(_BRAND_BEGINNINGS), self._rng.choice(_BRAND_ENDINGS)
            trade = self._rng.choice(_TRADES)
            company = Name(
                f"{city} {beginning.pinyin}{ending.pinyin} {trade.pinyin}",
                f"{city_zh}{beginning.chinese}{ending.chinese}{trade.chinese}",
            )
            if self._taken.isdisjoint(company):
                self._taken.update(company)
                return company
