"""Names in different scripts: which may be those of one source."""

import pytest

from blog.common.text.across_scripts import is_same_across_scripts, list_search_keys

SAME = [
    ("Владимир Путин", "Vladimir Putin"),
    ("В. Путин", "Vladimir Putin"),
    ("Путин", "Vladimir Putin"),
    ("Зеленський", "Volodymyr Zelenskyy"),
    ("Володимир Зеленський", "Wolodymyr Selenskyj"),
    ("Михаил Горбачёв", "Michail Gorbatschow"),
    ("Виктор Янукович", "Wiktor Janukowytsch"),
    ("Сергей Лавров", "Sergei Lawrow"),
    ("Юлия Навальная", "Julija Nawalnaja"),
    ("Шевченко Тарас", "Taras Shevchenko"),
    ("Дональд Трамп", "Donald Trump"),
    ("Джо Байден", "Joe Biden"),
    ("Олаф Шольц", "Olaf Scholz"),
    ("Маргарет Тэтчер", "Margaret Thatcher"),
    ("Франсуа Олланд", "François Hollande"),
    ("Уинстон Черчилль", "Winston Churchill"),
    ("Αλέξης Τσίπρας", "Alexis Tsipras"),
    ("Κυριάκος Μητσοτάκης", "Kyriakos Mitsotakis"),
    ("Նիկոլ Փաշինյան", "Nikol Pashinyan"),
    ("Նիկոլ Փաշինյան", "Нікол Пашинян"),
    ("გიორგი მარგველაშვილი", "Giorgi Margvelashvili"),
    ("محمد بن سلمان", "Mohammed bin Salman"),
    ("محمود عباس", "Mahmoud Abbas"),
    ("عبد الفتاح السيسي", "Abdel Fattah el-Sisi"),
    ("مریم میرزاخانی", "Maryam Mirzakhani"),
    ("بنيامين نتنياهو", "בנימין נתניהו"),
    ("בנימין נתניהו", "Benjamin Netanyahu"),
    ("אריאל שרון", "Ariel Sharon"),
    ("नरेन्द्र मोदी", "Narendra Modi"),
    ("प्रियंका गांधी", "Priyanka Gandhi"),
    ("习近平", "Xi Jinping"),
    ("習近平", "XI JINPING"),
    ("윤석열", "Yoon Suk-yeol"),
    ("안철수", "Ahn Cheol-soo"),
]
DIFFERENT = [
    ("Владимир Путин", "Ivan Petrov"),
    ("Иван Иванов", "Ivan Petrov"),
    ("Дмитрий Песков", "Dmitri Medvedev"),
    ("Сергей Шойгу", "Sergei Lavrov"),
    ("Марина Петрова", "Martin Petersen"),
    ("Анна Ковалёва", "Ana Kovač"),
    ("محمد", "Mahmoud Abbas"),
    ("김정은", "Kim Jong-il"),
    ("习近平", "Li Keqiang"),
    ("Ли", "Lee"),
    ("Правительство", "Pravda"),
    # In one script, letters are compared elsewhere.
    ("Ada Lind", "Ada Lind"),
    ("Anne Field", "Anna Folde"),
    ("★", "?"),
    ("", "Ada"),
    ("Ада", ""),
    ("\ud800", "Ada"),
    ("я" * 3000, "ja" * 3000),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_name_in_another_script_may_be_the_same(one, other):
    assert is_same_across_scripts(one, other)
    assert is_same_across_scripts(other, one)
    assert set(list_search_keys(one)) & set(list_search_keys(other))


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_other_name_in_another_script_is_not_the_same(one, other):
    assert not is_same_across_scripts(one, other)
    assert not is_same_across_scripts(other, one)
