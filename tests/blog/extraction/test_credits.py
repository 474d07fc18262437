"""Credits of pictures: lines that are nothing else, double ones, labels and licences."""

import pytest

from blog.extraction.credits import MAX_CAPTION, split_credit


@pytest.mark.parametrize(
    "line",
    [
        "Nora Whitfield/Getty Images",
        "NORA WHITFIELD/APA/AFP via Getty Images",
        "Harbour71/Getty Images",
        "Siobhan O'Dowd/AFP via Getty Images",
        "Ines de la Cruz/Europa Press, via Associated Press",
        "Paul Marsh / Pool / Getty Images",
        "Paul T. Marsh Jr. for The New York Times",
        "Nora Whitfield for the Westport Gazette",
        "Paul Marsh, CC BY-SA 4.0, via Wikimedia Commons",
        "marsh from Turku, finland, CC BY 2.0, via Wikimedia Commons",
        "Paul Marsh [CC BY-SA 3.0], via Wikimedia Commons",
        "Paul Marsh (CC BY 2.0), via Wikimedia Commons",
        "A. Dürer, Public domain, via Wikimedia Commons",
    ],
)
def test_line_of_a_photographer_and_an_agency_is_a_credit(line):
    assert split_credit(line) == ("", line)


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        ("(Nora Whitfield for The Westport Gazette)", "Nora Whitfield for The Westport Gazette"),
        ("Both images: Nora Whitfield/AFP via Getty Images", "Nora Whitfield/AFP via Getty Images"),
        ("Courtesy of Brightwater / Getty Images", "Brightwater / Getty Images"),
        ("Photo Illustration by Nora Whitfield/The Courier", "Nora Whitfield/The Courier"),
        ("PHOTO ILLUSTRATION BY STUDIO TERN / GETTY", "STUDIO TERN / GETTY"),
        ("Staff photo by Paul Marsh", "Paul Marsh"),
        ("Foto von dpa", "dpa"),
        ("Foto de Rita Prado", "Rita Prado"),
        ("Photo by the author", "the author"),
        ("Foto por el autor", "el autor"),
        ("Photograph by the late Nora Wells", "the late Nora Wells"),
        ("Copyright 2021 Nora Wells", "Nora Wells"),
        ("Photo credit should read PAUL MARSH/AFP/Getty Images", "PAUL MARSH/AFP/Getty Images"),
        ("Автор фото: Интерфакс", "Интерфакс"),
        ("Mandatory Credit: Photo by Nora Wells/NurPhoto", "Nora Wells/NurPhoto"),
        ("Collage: Paul Marsh / Courier, Fotos: dpa", "Paul Marsh / Courier, Fotos: dpa"),
    ],
)
def test_label_of_two_words_is_no_part_of_the_credit(line, credit):
    assert split_credit(line) == ("", credit)


@pytest.mark.parametrize(
    ("line", "caption", "credit"),
    [
        (
            "Clerks at work. (Photo by Nora WHITFIELD / AFP) (Photo by NORA WHITFIELD/AFP via "
            "Getty Images)",
            "Clerks at work.",
            "NORA WHITFIELD/AFP via Getty Images",
        ),
        ("The pitcher. (AP Photo/Paul Marsh) (APMedia)", "The pitcher.", "AP Photo/Paul Marsh"),
        ("Die Trainerin (Foto: dpa) Foto: kra", "Die Trainerin", "dpa, kra"),
        ("Bispen i Bergen. (Foto: NTB)© Fjordposten", "Bispen i Bergen.", "NTB, Fjordposten"),
        (
            "The final. (AP Photo/Paul Marsh) Copyright 2021 The Courier. All rights reserved.",
            "The final.",
            "AP Photo/Paul Marsh, The Courier",
        ),
        ("The ferry © 2019 Paul Marsh", "The ferry", "Paul Marsh"),
        ("The valley. Nora Whitfield (AP/LaPresse)", "The valley.", "Nora Whitfield (AP/LaPresse)"),
        ("The ward. Wikimedia Commons (CC BY 2.0).", "The ward.", "Wikimedia Commons (CC BY 2.0)"),
        (
            "The fire in Jaén. Ines Gil/Europa Press, via Associated Press",
            "The fire in Jaén.",
            "Ines Gil/Europa Press, via Associated Press",
        ),
        (
            "The fire. NORA J. WELLS/AFP via Getty Images",
            "The fire.",
            "NORA J. WELLS/AFP via Getty Images",
        ),
        ("Smoke over a pond — nwells — (CC BY 2.0)", "Smoke over a pond", "nwells — (CC BY 2.0)"),
        (
            "A boat on the estuary. (Nora Wells for The Westport Gazette)",
            "A boat on the estuary.",
            "Nora Wells for The Westport Gazette",
        ),
        (
            "Rita Prado, em foto de 3 de maio de 2011 — Foto: Davi Luz/AP Photo",
            "Rita Prado, em foto de 3 de maio de 2011",
            "Davi Luz/AP Photo",
        ),
        (
            "Outside the hall. (Courier Photo by Nora Wells/File)",
            "Outside the hall.",
            "Nora Wells/File",
        ),
        (
            "The stars.Image: picture-alliance/dpa/N. Wells",
            "The stars.",
            "picture-alliance/dpa/N. Wells",
        ),
        (
            "It had no address.Credit...Nora Wells/The Courier",
            "It had no address.",
            "Nora Wells/The Courier",
        ),
        (
            "The quake in Gorkha, Nepal | picture-alliance/dpa/AP",
            "The quake in Gorkha, Nepal",
            "picture-alliance/dpa/AP",
        ),
        ("The sensor (photo courtesy Brightwater.)", "The sensor", "Brightwater"),
        ("The statue of Charles I. Photo: Nora Wells", "The statue of Charles I.", "Nora Wells"),
        ("6/12/04 Staff Photo by Paul Marsh/COURIER", "6/12/04", "Paul Marsh/COURIER"),
        ("会议现场。/ 清河日报记者 摄", "会议现场。", "清河日报记者"),
        (
            "他在林地里（2020年5月3日） 清河日报记者 李雷 摄",
            "他在林地里（2020年5月3日）",
            "清河日报记者 李雷",
        ),
        (
            "A view of the old market square in Turku at dusk, Nora Wells, CC BY 4.0, "
            "via Wikimedia Commons",
            "A view of the old market square in Turku at dusk",
            "Nora Wells, CC BY 4.0, via Wikimedia Commons",
        ),
    ],
)
def test_second_credit_and_licence_belong_to_the_credit(line, caption, credit):
    assert split_credit(line) == (caption, credit)


@pytest.mark.parametrize(
    ("line", "caption", "credit"),
    [
        (
            "The drill in May 2026. Nora Wells/Press Service of the 9th Harbour Brigade of the "
            "Coast Guard/Handout via REUTERS",
            "The drill in May 2026.",
            "Nora Wells/Press Service of the 9th Harbour Brigade of the Coast Guard/Handout via "
            "REUTERS",
        ),
        ("A cena na praia. Reprodução/TV Maré", "A cena na praia.", "Reprodução/TV Maré"),
        ("A cena na praia. Reprodução", "A cena na praia.", "Reprodução"),
        ("Le quai à Brest.NORA WELLS AFP", "Le quai à Brest.", "NORA WELLS AFP"),
        ("Порт на рассвете. Анна Бойко/Маяк", "Порт на рассвете.", "Анна Бойко/Маяк"),
        ("Rita Prado (Ansa)", "Rita Prado", "Ansa"),
        ("A reprodução do quadro está no museu.", "A reprodução do quadro está no museu.", ""),
        ("The hall of Hotel U.S.ARMY NAVY", "The hall of Hotel U.S.ARMY NAVY", ""),
    ],
)
def test_handout_reproduction_or_glued_name_is_a_credit(line, caption, credit):
    assert split_credit(line) == (caption, credit)


@pytest.mark.parametrize(
    "line",
    [
        "Members of the Campaign for Nuclear Disarmament",
        "Waiting for the ferry",
        "The vote (Physicians Committee for Responsible Medicine)",
        "A staff meeting by the river",
        "Both photographs of the yard hang in the hall",
        "All rights reserved, the banner says",
        "The choir sang via a loudspeaker",
        "Ferry via Calais",
        "See example.com/photo: it lists all",
        "The mayor (in a photo by the river)",
        "Foto de la familia Prado en 1936",
        "Photo de famille à Dunmere en 1945",
        "Los Prado, en una foto de familia en 1936",
        "Photo by the river",
        "Photo de 1936",
        "Der Hafen. Foto von 1936",
        "Der Hafen (Foto von 1936)",
        "Visitors look at a photo by Nora Wells",
        "Besucher vor einem Bild von Nora Wells",
        "Eine Illustration von Nora Wells",
        "Copyright law was the topic of the talk",
        "The editor worked for Reuters",
        "Journalists outside the offices of Reuters",
    ],
)
def test_caption_without_a_credit_is_kept_whole(line):
    assert split_credit(line) == (line, "")


@pytest.mark.parametrize(
    "piece", ["Ann ", "(a) ", "Ann/", "photo by ", ", via ", "© ", "- ", "A. "]
)
def test_long_caption_is_split_without_errors(piece):
    caption, credit = split_credit((piece * MAX_CAPTION)[:MAX_CAPTION])
    assert 0 < len(caption) + len(credit) <= MAX_CAPTION


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("Рыбаки на пирсе у порта Ann Lee / AP", ("Рыбаки на пирсе у порта", "Ann Lee / AP")),
        (
            "Порт на рассвете Ann Lee / SOPA Images / LightRocket via Getty Images",
            ("Порт на рассвете", "Ann Lee / SOPA Images / LightRocket via Getty Images"),
        ),
        ("The pier. (AP Photo/Ann Lee) ( Harbour Fire )", ("The pier.", "AP Photo/Ann Lee")),
        ("Порт на рассвете. Фото Анны Котовой", ("Порт на рассвете.", "Анны Котовой")),
        ("The pier at dawn ⓒ Courier", ("The pier at dawn", "Courier")),
        ("Der Steg am Morgen. Bildrechte: Jan Kern", ("Der Steg am Morgen.", "Jan Kern")),
        ("Port o świcie / Fot. Jan Rota / East News /", ("Port o świcie", "Jan Rota / East News")),
        *(
            (f"Рыбаки на пирсе у порта {name} / AP", ("Рыбаки на пирсе у порта", f"{name} / AP"))
            for name in ("Orwen Dask", "Ystvan Korlo", "Tingwei Oda", "Harkel Pratt", "Ilko McRoe")
        ),
        ("Рабочие на заводе Orwen Dask / AP", ("Рабочие на заводе", "Orwen Dask / AP")),
        # The name belongs to the caption.
        *(
            (f"{thing} / Reuters", (thing, "Reuters"))
            for thing in (
                "Сотрудники Ford Motor",
                "Самолёт Singapore Airlines",
                "Стойка British Airways",
                "Зрители на концерте Depeche Mode",
                "Офис Morgan Stanley",
                "Болид Red Bull",
                "Яхта Orwen Dask",
            )
        ),
        ("Le maire Paul Blanc / AFP", ("Le maire Paul Blanc", "AFP")),
        ("Министр Анна Котова / ТАСС", ("Министр Анна Котова", "ТАСС")),
        ("Завод General Motors / Reuters", ("Завод General Motors", "Reuters")),
        ("Телефон Samsung Galaxy / AP", ("Телефон Samsung Galaxy", "AP")),
        ("Актёр Tom Marsh / AP", ("Актёр Tom Marsh", "AP")),
    ],
)
def test_credit_behind_a_caption_in_another_script_is_split(line, parts):
    assert split_credit(line) == parts


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        (
            "A street in Riga. [Latvian State Archive, fond 12, via Europeana]",
            ("A street in Riga.", "Latvian State Archive, fond 12, via Europeana"),
        ),
        (
            "The tower (Library of Congress, LC-DIG-0001)",
            ("The tower", "Library of Congress, LC-DIG-0001"),
        ),
        ("The pier. AI-generated image: Ann Lee", ("The pier.", "Ann Lee")),
        ("Image generated by Midjourney 6", ("", "Midjourney 6")),
        ("Courtesy NASA", ("", "NASA")),
        ("Cartoon by Ann Lee", ("", "Ann Lee")),
        ("El puente. Imagen facilitada por la Guardia Civil", ("El puente.", "Guardia Civil")),
        ("Le port. Photo fournie par la mairie", ("Le port.", "mairie")),
        ("Порт. Фото надане пресслужбою порту", ("Порт.", "пресслужбою порту")),
        ("Il molo vecchio. Ph. Carla Nisi", ("Il molo vecchio.", "Carla Nisi")),
        # Captions.
        *(
            (caption, (caption, ""))
            for caption in (
                "The reading room (British Library, London)",
                "The hall (Museum of Hull, opened in 1998)",
                "Courtesy Call on the Mayor",
                "The editor looks at a cartoon by Ann Lee",
                "A photo provided by the family shows the pier",
                "Visualization: how the river rose",
                "She has a Ph. D. in law",
            )
        ),
    ],
)
def test_archive_provider_or_machine_is_a_credit(line, parts):
    assert split_credit(line) == parts


@pytest.mark.parametrize(
    "caption",
    [
        "Imagen de Madrid al atardecer",
        "Bild von Angela Merkel im Rathaus",
        "Der Künstler vor seinem Bild von Frida Kahlo",
        "Fotografia di Garibaldi nel museo di Roma",
        "Images created by the children hang in the hall",
        "Photos made with love and patience",
        "The family sent photos supplied by Ann Lee to the court",
        "Foto enviada a la familia desde el frente",
        "Ph. D. student Ann Lee at her desk",
        "She studied in Leeds. Ph. D. in 1990",
        "COURTESY CALL ON THE MAYOR",
        "Courtesy VIP service at the airport",
        "Rendering – the future harbour at night",
        "The harbour of tomorrow. Rendering: how it may look",
        "Infografik: So funktioniert die Schleuse",
        "Infographic: how the river rose",
        "Cartoon-Figuren im Museum",
        "Bearbeitung: So ändern Sie den Eintrag",
        "The reading room (British Library, NW1 2DB)",
        "Staff at work (Museum staff, COVID-19 ward)",
        "The concert (Library Hall, via Zoom)",
        "Visitors at the gate (Old Museum, built in AD 1990)",
    ],
)
def test_caption_with_words_of_a_credit_is_whole(caption):
    assert split_credit(caption) == (caption, "")
