"""Speakers beside listeners, long offices, agencies and paragraphs below, in several languages."""

import pytest

from blog.extraction.article import extract_article


def find_speakers(text: str) -> list[str]:
    return [quotation.source for quotation in extract_article(text).quotations]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        # The listener follows in the dative.
        (
            "Der Hafenchef Jan Kern hat die Reederei kritisiert. „Die Fähre fährt seit Tagen nicht "
            "mehr“, sagte Kern der Neuen Weser Zeitung.",
            ["Jan Kern"],
        ),
        # Indirect speech: its subject says nothing.
        (
            "„Das ist für den Hafen nicht hinnehmbar“, sagte Jan Kern weiter. Otto Rot habe der "
            "Reederei „einen großen Triumph verschafft“.",
            ["Jan Kern", "Jan Kern"],
        ),
        (
            "“Chiudiamo il ponte già da domani mattina”, ha detto il vicesindaco e assessore alla "
            "Pesca e alle Politiche del mare, Piero Neri, ospite della radio.",
            ["Piero Neri"],
        ),
        (
            "“Il ponte è sicuro e nessuno deve avere paura di passarci”.\n\nLo ha detto il sindaco "
            "di Comacchio, Piero Neri, intervenendo in consiglio.",
            ["Piero Neri"],
        ),
        (
            "Burgemeester Anna de Rot was boos. VVD-raadslid Jan te Water zag het anders. „De brug "
            "is al jaren te smal”, brieste Jan te Water tijdens de vergadering.",
            ["Jan te Water"],
        ),
        (
            "“El puerto cerró tres días”, dijo el alcalde Luis Prado.\n\nEn su visita al mar, la "
            "ministra de Pesca, Ana Ruiz, pidió a los marineros que respetaran las nuevas vedas de "
            "este invierno.\n\n“Las vedas salvarán la pesca de toda la costa”, afirmó.",
            ["Luis Prado", "Ana Ruiz"],
        ),
        (
            "Глава порта Анна Котова заявила, что закрытие пристани «никому не мешает и никого не "
            "удивило», сообщает «Волна».",
            ["Анна Котова"],
        ),
        (
            "Köprünün dar, yolun ise uzun olduğunu söyleyen Ayla Kaya, “Bu köprü hepimiz için çok "
            "önemli ve herkes onu bekliyor” diye konuştu.",
            ["Ayla Kaya"],
        ),
        ('שר הפנים דן לוי: "הנמל ייפתח מחדש כבר בשבוע הבא".', ["דן לוי"]),
        ('ח"כ דנה לוי אמרה בדיון: "הגשר הזה מסוכן כבר שנים רבות".', ["דנה לוי"]),
        ('הנשיא אורי רוט: "הנמל ייפתח מחדש כבר בשבוע הבא".', ["אורי רוט"]),
        ('המנהלת דנה לוי: "הנמל ייפתח מחדש כבר בשבוע הבא".', ["דנה לוי"]),
        ('הזמר דן לוי: "הנמל ייפתח מחדש כבר בשבוע הבא".', ["דן לוי"]),
        ('הרמטכ״ל דן לוי: "הנמל ייפתח מחדש כבר בשבוע הבא".', ["דן לוי"]),
        ('יו"ר הוועד דן לוי: "הנמל ייפתח מחדש כבר בשבוע הבא".', ["דן לוי"]),
        ('סגן השר דן לוי: "הנמל ייפתח מחדש כבר בשבוע הבא".', ["דן לוי"]),
        ('השר לוי: "הנמל ייפתח מחדש כבר בשבוע הבא".', ["לוי"]),
        ('דן לוי, תושב חיפה: "הנמל ייפתח מחדש כבר בשבוע הבא".', ["דן לוי"]),
        ('דנה לוי: "הנמל ייפתח מחדש כבר בשבוע הבא".', ["דנה לוי"]),
        (
            "مریم رضایی وزیر شیلات در حاشیه نشست امروز گفت: «بندر از هفته آینده باز می شود».",
            ["مریم رضایی"],
        ),
        (
            "به گزارش موج، مریم رضایی در صفحه خود نوشت: «پل تازه برای همه مردم شهر ساخته شده است».",
            ["مریم رضایی"],
        ),
    ],
)
def test_speaker_of_a_clause_is_named(text, speakers):
    assert find_speakers(text) == speakers


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("„Die Fähre fährt wieder jeden Tag“, sagte Anna von der Heide.", "Anna von der Heide"),
        ("«Пристань откроется уже завтра утром», сообщает Анна Котова.", "Анна Котова"),
        ('שר הפנים: "הנמל ייפתח מחדש כבר בשבוע הבא".', ""),
        ('התגובה של ראש העיר: "הנמל ייפתח מחדש כבר בשבוע הבא".', ""),
        ('מנכ״ל החברה דן לוי: "הנמל ייפתח מחדש כבר בשבוע הבא".', "דן לוי"),
        ('והמסקנה ברורה: "הנמל ייפתח מחדש כבר בשבוע הבא".', ""),
        ('על השלט בכניסה נכתב באותיות גדולות: "הנמל ייפתח מחדש כבר בשבוע הבא".', ""),
        ('השאלה הגדולה, אם כן: "הנמל ייפתח מחדש כבר בשבוע הבא".', ""),
        ('הכותרת הראשית: "הנמל ייפתח מחדש כבר בשבוע הבא".', ""),
        ('הנשיא הגיע אתמול: "הנמל ייפתח מחדש כבר בשבוע הבא".', ""),
        ('הנשיא לשעבר: "הנמל ייפתח מחדש כבר בשבוע הבא".', ""),
        ('החלטת הנשיא אתמול: "הנמל ייפתח מחדש כבר בשבוע הבא".', ""),
        ('לשכת השר: "הנמל ייפתח מחדש כבר בשבוע הבא".', ""),
        ('אמרתי לדן לוי: "הנמל ייפתח מחדש כבר בשבוע הבא".', ""),
        ('המנהלת החדשה: "הנמל ייפתח מחדש כבר בשבוע הבא".', ""),
        ("روی تابلو نوشته است: «بندر از هفته آینده باز می شود».", ""),
        (
            "„Die Fähre fährt seit Tagen nicht mehr“, sagte Anna von der Heide der Zeit.",
            "Anna von der Heide",
        ),
        (
            "„Die Fähre fährt seit Tagen nicht mehr“, schrieb die Redaktion der Zeit.",
            "die Redaktion der Zeit",
        ),
    ],
)
def test_clause_without_another_speaker_keeps_its_own(text, speaker):
    assert find_speakers(text) == [speaker]
