"""Forty things that people say at a window: the class an officer chooses, and where it leads."""

import pytest
from pydantic import ValidationError
from tests.builders.hall import at_the_room, greeted, receptionist
from tests.builders.people import NOON, an_actor

from quanju.domains.geo.models import Place
from quanju.domains.journal.models import Entry
from quanju.domains.reception.actions import calling
from quanju.domains.reception.actions.reports import AmountNotReadable
from quanju.domains.reception.actions.sorting import ComplaintTooLong, receive_matter
from quanju.domains.reception.models import CaseReport, Letter, Visit
from quanju.domains.reception.queries.sorting import proposals_for, sorting_rule
from quanju.domains.reception.rules import SortingRule, proposed_class
from quanju.domains.reception.types.sorting import CLASSES

pytestmark = pytest.mark.django_db

SAMPLES = [
    ("电动车停在车棚被偷走，锁被剪断", "criminal", "criminal_review", "被偷"),
    ("昨晚店铺被撬，收银柜里的现金不见了", "criminal", "criminal_review", "被撬"),
    ("接到冒充客服的电话，转账6800元", "criminal", "criminal_review", "转账"),
    ("刷单返利，前后被骗三万", "criminal", "criminal_review", "被骗"),
    ("手机在集市上被抢", "criminal", "criminal_review", "被抢"),
    ("有人写信勒索，要五万元", "criminal", "criminal_review", "勒索"),
    ("被人用酒瓶打成骨折", "criminal", "criminal_review", "骨折"),
    ("有人往柴垛上放火", "criminal", "criminal_review", "放火"),
    ("工地电缆一夜之间没了八十米", "criminal", "criminal_review", ""),
    ("夜市上两伙人打架，没人受伤", "administrative", "public_order", "打架"),
    ("被邻桌推倒，打了两拳", "administrative", "public_order", "推倒"),
    ("车门被人划伤三道", "administrative", "public_order", "划伤"),
    ("隔壁通宵赌博", "administrative", "public_order", "赌博"),
    ("一个男的连续几天跟踪我女儿", "administrative", "public_order", "跟踪"),
    ("前男友半夜敲门骚扰", "administrative", "public_order", "骚扰"),
    ("楼下深夜噪音扰民", "administrative", "public_order", "扰民"),
    ("店里玻璃被人砸碎", "administrative", "public_order", "砸碎"),
    ("楼上漏水，两家争吵", "dispute", "mediation", "漏水"),
    ("老板拖欠工资三个月", "dispute", "mediation", "拖欠工资"),
    ("房东不退押金", "dispute", "mediation", "不退押金"),
    ("朋友欠钱不还，有借条", "dispute", "mediation", "欠钱不还"),
    ("车位被别人一直占着，说不通", "dispute", "mediation", "车位"),
    ("兄弟几个为遗产吵架", "dispute", "mediation", "吵架"),
    ("和邻居为晾衣杆有矛盾", "dispute", "mediation", ""),
    ("老人从家里走失两个小时", "help", "help", "走失"),
    ("钥匙锁在门外了，孩子在里面", "help", "help", "锁在门外"),
    ("捡到一个钱包，交给你们", "help", "help", "捡到"),
    ("钱包丢了，没钱回家", "help", "help", "没钱回家"),
    ("身份证遗失，想问怎么办", "help", "help", "遗失"),
    ("手机没电，联系不上家人", "help", "help", ""),
    ("要投诉民警，上次接待态度不好", "complaint", "legal_supervision", "投诉民警"),
    ("报了三次警都不出警", "complaint", "legal_supervision", "不出警"),
    ("辅警收钱不开票", "complaint", "legal_supervision", "辅警收钱"),
    ("对你们那位同志的做法有意见", "complaint", "legal_supervision", ""),
    ("小区停水两天了", "not_police", "handed_on", "停水"),
    ("路口井盖没了", "not_police", "handed_on", "井盖"),
    ("门口路灯不亮", "not_police", "handed_on", "路灯不亮"),
    ("商场不给退货", "not_police", "handed_on", "退货"),
    ("医保卡刷不出来", "not_police", "handed_on", "医保"),
    ("公园里的树倒了一棵", "not_police", "handed_on", "树倒"),
]


def received(by=None, *, kind="dispute", visit=None, **said):
    words = {"title": "态度不好", "statement": "昨天下午在窗口"} | said
    return receive_matter(
        channel="walk_in", kind=kind, said=words, visit=visit, by=by or receptionist(), at=NOON
    )


def test_there_are_forty_of_all_six_classes():
    assert len({text for text, *_ in SAMPLES}) == 40
    assert {chosen for _, chosen, *_ in SAMPLES} == set(sorting_rule(NOON).by_code)


@pytest.mark.parametrize(("text", "chosen", "queue", "word"), SAMPLES)
def test_the_class_an_officer_chose_leads_to_its_queue(text, chosen, queue, word):
    rule = sorting_rule(NOON)
    assert rule.queue_of(chosen) == queue
    found = proposed_class(text, rule)
    assert (found.code, found.word) == (chosen, word) if word else found is None


def test_a_complaint_is_legal_supervisions_alone_and_ends_the_visit():
    officer = at_the_room()
    visit = greeted(officer, service="report")
    calling.call_visit(visit=visit.pk, place="W1", by=officer, at=NOON)
    calling.serve_visit(visit=visit.pk, by=officer, at=NOON)
    made = received(officer, kind="complaint", visit=visit.pk)
    letter = Letter.objects.get(number=made.number)
    assert letter.text == "态度不好\n昨天下午在窗口"
    assert Letter.objects.visible_to(officer).count() == 0
    assert Letter.objects.visible_to(an_actor("legal_supervision")).get() == letter
    assert CaseReport.objects.count() == 0
    row = Visit.objects.get(pk=visit.pk)
    assert (row.status, row.place, row.service) == ("left", "", "complaint")
    assert not Visit.objects.visible_to(officer).exists()
    told = Entry.objects.filter(subject=visit.subject).values_list("related_json", flat=True)
    assert not any("letter" in str(one) for one in told)


def test_a_complaint_loses_no_word_and_one_too_long_is_refused():
    with pytest.raises(ComplaintTooLong):
        received(kind="complaint", statement="长" * 4000)
    assert Letter.objects.count() == 0


def test_every_other_class_is_a_report_that_knows_its_queue():
    rule = sorting_rule(NOON)
    for code in rule.by_code:
        if code != "complaint":
            assert received(kind=code).queue == rule.queue_of(code)


def test_a_table_cannot_lead_complaints_to_a_station():
    row = {"queue": "help", "next_zh": "x", "next_en": "x"}
    with pytest.raises(ValidationError, match="legal supervision"):
        SortingRule.model_validate({"sort": tuple({"code": code, **row} for code in CLASSES)})


@pytest.mark.parametrize(
    ("typed", "fen"),
    [("", None), ("3500", 350000), ("12.5", 1250), ("1.2万", 1200000), ("三千五元", 350000)],
)
def test_a_sum_is_taken_as_people_write_it(typed, fen):
    assert received(amount_yuan=typed).amount_fen == fen


@pytest.mark.parametrize("typed", ["很多", "三百多", "-5", "0", "0.001", "99999999999"])
def test_what_is_no_sum_is_refused_at_its_field(typed):
    with pytest.raises(AmountNotReadable) as refused:
        received(amount_yuan=typed)
    assert refused.value.field == "amount_yuan"


def test_the_words_propose_and_nothing_is_entered():
    Place.objects.create(
        name_zh="建材城", kind="market", search_text="|建材城|", lon=123.5, lat=41.5
    )
    found = proposals_for(
        title="电瓶被盗", statement="昨天下午三点半在建材城东门，值三千五百元。", at=NOON
    )
    assert found.sorted_as.code == "criminal"
    assert [one.value for one in found.places] == ["建材城东门"]
    assert [one.value for one in found.amounts] == ["3500"]
    assert len(found.times) == 1
    assert CaseReport.objects.count() == 0
