"""Ordinary words: what stands large on covers, in running heads and in file names and is no name of a product."""

from __future__ import annotations

import re
from functools import lru_cache

from assist.case.names.lexicon import Lexicon


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Words of titles and file names, none of which belongs to a model's designation.
DOC_WORDS = _set(
    "manual user users guide instruction instructions operation operating installation install booklet leaflet "
    "quick start owner owners service reference daily help helpguide safety data sheet datasheet specification "
    "specs um ug qsg page pages figure fig table step chapter section part no model type version rev copyright "
    "january february march april may june july august september october november december seite kapitel abbildung "
    "schritt page étape figure página figura paso capítulo pagina capitolo passo volume issue level group class "
    "category zone room channel since from until usermanual userguide lt lv et pl cs sk hu ro bg nl sv da no fi tr "
    "el uk ar he ko th vi id sl hr sr print web final cn eng ger fre chi gb us uk eu ver rev version edition "
    "flashing original online"
)
_ORDINARY = _set(
    "spec product english german french spanish italian russian chinese copy new draft anleitung handbuch "
    "bedienungsanleitung notice mode emploi istruzioni manuale manuel guida firmware household only zigbee bluetooth "
    "wifi wlan youtube iphone ipad android google windows linux macos homekit alexa smartthings contents warning "
    "caution danger attention achtung warnung vorsicht hinweis avertissement atención advertencia attenzione atenção "
    "avvertenza aviso atenție waarschuwing uwaga important information overview introduction warranty welcome "
    "congratulations features accessories battery power smart digital electronic wireless series professional premium "
    "scan document file doc "
    "gebrauchsanweisung betriebsanleitung benutzerhandbuch montageanleitung kurzanleitung sicherheitshinweise inhalt "
    "inhaltsverzeichnis garantie sicherheit modell typ deutsch englisch français anglais utilisation utilisateur "
    "sécurité contenu sommaire instrucciones usuario seguridad índice contenido español garantía modelo istruzione "
    "sicurezza indice italiano modello português instruções utilizador usuário segurança руководство инструкция "
    "эксплуатации содержание внимание паспорт модель русский made china rohs weee ce "
    "introducing portable cordless rechargeable automatic electric electrical mini compact multifunctional "
    "tragbar tragbarer kabelloser elektrischer elektrische automatischer neuer neue neues nuevo nueva portátil "
    "inalámbrico inalámbrica eléctrico eléctrica automático nouveau nouvelle électrique automatique nuovo nuova "
    "portatile elettrico elettrica automatico elétrico elétrica новый новая электрический электрическая "
    "беспроводной беспроводная автоматический 家用 商用 超声波 无线 有线 智能 便携 便携式 多功能 全自动 自动 "
    "电动 充电式 立式 台式 桌面 迷你 车载 蓝牙 新款 家庭用 業務用 コードレス ワイヤレス ポータブル ミニ 充電式 "
    "卓上 全自動 電動 新型 "
    "foreword preface assembly disposal maintenance cleaning storage troubleshooting faults malfunctions declaration "
    "conformity accessories parts settings setup operation symbols appendix glossary notes care "
    "vorwort einleitung montage entsorgung wartung pflege reinigung lagerung aufbewahrung störungen fehlersuche "
    "konformitätserklärung ersatzteile einstellungen bedienung anhang übersicht lieferumfang aufstellung "
    "préface introduction entretien nettoyage rangement dépannage élimination déclaration conformité réglages "
    "assemblage annexe consignes "
    "prefacio introducción montaje mantenimiento limpieza almacenamiento eliminación ajustes anexo conformidad averías "
    "prefazione introduzione montaggio manutenzione pulizia conservazione smaltimento impostazioni allegato conformità "
    "guasti prefácio introdução montagem manutenção limpeza armazenamento eliminação definições avarias "
    "предисловие введение безопасность сборка монтаж утилизация обслуживание очистка чистка хранение неисправности "
    "настройки эксплуатация приложение установка комплектация "
    "veiligheid onderhoud reiniging opslag montage bezpieczeństwo konserwacja czyszczenie montaż przechowywanie "
    "bezpečnost údržba čištění biztonság tisztítás karbantartás säkerhet underhåll rengöring güvenlik bakım temizlik "
    "ασφάλεια συντήρηση καθαρισμός"
)
# What the names of chapters and documents are made of where words are not spaced; a maker's name has none of it.
_CHAPTER = re.compile(
    "说明|手册|指南|目录|使用|用户|操作|安装|安全|注意|警告|规格|参数|产品|型号|保修|售后|服务|概述|介绍|快速|附录|"
    "说明书|取扱|説明|仕様|目次|保証"
)


def is_ordinary(word: str, lexicon: Lexicon) -> bool:
    """Is this a word of manuals or of products in general, and so neither a brand nor a product's own name?"""
    low = word.casefold()
    return low in DOC_WORDS or low in _ORDINARY or low in _kind_words(lexicon) or bool(_CHAPTER.search(word))


@lru_cache(maxsize=4)
def _kind_words(lexicon: Lexicon) -> frozenset[str]:
    """Every word of every kind's names: `smart` of the smart plug, `air` of the air fryer."""
    names = (name for by_language in lexicon.kinds.values() for words in by_language.values() for name in words)
    return frozenset(word for name in names for word in re.findall(r"[^\W\d_]+", name.casefold()))
