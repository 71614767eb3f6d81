"""Function words and letters that give a Latin-script language away, for messages too short for statistics.

Each list holds the words a buyer writes in any message (articles, pronouns, auxiliaries, question words, please
and thanks).  Words which several languages share count for each of them, divided by how many share it.
"""

from __future__ import annotations

_WORDS: dict[str, str] = {
    "en": "under the a an is are am was were be been it its it's this that these those of to in on at for from with "
    "without by and or but not no yes do does did can could would should will may must have has had how what when "
    "where which who why i my me you your we our they their if so just also too any some than then there here "
    "please thanks thank hello hi don't dont doesn't won't can't didn't isn't up out over off after before while "
    "into only same help need want get got use work works ok okay long much many big wide far does",
    "de": "der die das den dem des ein eine einen einem einer und oder aber nicht kein keine ist sind war bin wird "
    "werden ich du er sie es wir ihr mich mir sich mein meine mit ohne für von vom zu zum zur bei beim auf aus an "
    "im in nach wie was wo wann warum welche welcher welches wer kann darf muss soll will hat habe haben geht auch "
    "noch nur schon wenn dass ob bitte danke hallo man am über unter läuft passt gibt viel viele meinen meiner "
    "dieser diese dieses",
    "fr": "le la les l un une des du de d et ou mais ne pas n est sont suis c ça ce cet cette ces je j tu il elle "
    "on nous vous ils mon ma mes son sa ses votre vos avec sans pour par sur sous dans en au aux que qu qui quel "
    "quelle quels comment quand où pourquoi combien peux peut puis dois doit ai a avez faut aussi très plus si "
    "bonjour merci svp être fait marche quoi y leur même après avant mettre",
    "es": "el la los las un una unos unas de del al y o pero no sí si es son está están soy que qué quien cuál "
    "cuántos cuánto cuántas cómo cuándo dónde por para con sin en a lo le se me mi mis tu su sus nos este esta esto "
    "estos puedo puede tengo tiene hay ha he hace hago también muy más como cuando donde porque hola gracias favor "
    "sirve funciona entra quiero ya vez yo desde hasta",
    "it": "il lo la i gli le un uno una di del dello della dei degli delle al allo alla ai e o ma non è sono sei "
    "che chi cosa come quando dove perché quale quanto quanti quanta con senza per su sul sulla in nel nella da dal "
    "dalla si mi ti ci vi mio mia suo sua questo questa questi posso può devo ho ha hai c'è anche più molto se "
    "grazie ciao buongiorno funziona va tra l dell all un' quali fare",
    "pt": "o a os as um uma uns umas de do da dos das no na nos nas em ao aos à e ou mas não sim é são está estão "
    "que qual quais quem como quando onde porque quanto quantos quantas por para pra com sem se me meu minha seu "
    "sua este esta isso isto esse essa posso pode tenho tem há eu você também muito mais olá obrigado obrigada "
    "favor dá serve funciona já usar pelo pela",
    "nl": "de het een en of maar niet geen wel is zijn was ben wordt worden ik jij je hij zij ze we wij u mijn me "
    "zich met zonder voor van te naar bij op uit aan in om hoe wat waar wanneer waarom welke wie kan mag moet wil "
    "heeft heb hebben ook nog alleen al als dat dit deze die bedankt dank alsjeblieft hallo er blijven staan doet",
    "pl": "i w z na do nie tak jest są to ten ta te co jak kiedy gdzie dlaczego który która ile czy mogę można może "
    "mam ma się mi mój moja dla od po przez przy bez oraz lub ale też tylko już jeszcze proszę dziękuję dzień dobry "
    "za ze jaki jaka jakie działa będzie być do",
    "sv": "och eller men inte är var det den de en ett i på av för med utan till från om hur vad när varför vilken "
    "vilka vem kan får måste ska vill har jag du han hon vi ni min mitt sig som att också bara här där denna detta "
    "hej tack klarar finns går",
    "da": "og eller men ikke er var det den de en et i på af for med uden til fra om hvordan hvad hvor hvornår "
    "hvorfor hvilken hvem kan må skal vil har jeg du han hun vi min mit sig som at også kun her der denne dette hej "
    "tak virker",
    "no": "og eller men ikke er var det den de en ei et i på av for med uten til fra om hvordan hva hvor når "
    "hvorfor hvilken hvem kan må skal vil har jeg du han hun vi min mitt seg som at også bare her der denne dette "
    "hei takk",
    "fi": "ja tai mutta ei en on ovat oli se ne tämä tuo mikä mitä missä milloin miksi miten kuka onko voiko voi "
    "voinko minun minä sinä hän me te ei kun jos kanssa ilman myös vain kiitos hei saako pitää kuinka",
    "tr": "ve veya ama değil bir bu şu o ne nasıl nerede neden niçin hangi kaç kim mi mı mu mü var yok için ile "
    "gibi daha çok da de ben sen biz siz benim olur oluyor musunuz mıyım miyim lütfen teşekkürler merhaba kadar",
    "vi": "là và của có không được cho với này đó gì nào sao thế tôi bạn mình ở trong thì mà để từ khi cái máy dùng "
    "xin cảm ơn chào ạ bao nhiêu rồi nó như",
    "ro": "și si sau dar nu da este e sunt era un o unei unui al ale ai a la de din pe cu fără pentru în prin ce "
    "cine cum când unde care cât câte pot poate trebuie am are ați mi îmi se să mai și acest această asta mulțumesc "
    "bună",
    "cs": "a nebo ale ne není je jsou byl to ten ta v ve na do z ze s bez pro od po u jak co kdy kde proč který "
    "jaký kolik mohu můžu může mám má se si mi můj také jen už ještě prosím děkuji dobrý den lze bude",
    "sk": "a alebo ale nie je sú bol to ten tá v vo na do z zo s bez pre od po ako čo kedy kde prečo ktorý aký "
    "koľko môžem môže mám má sa si mi môj tiež len už ešte prosím ďakujem dobrý deň",
    "hu": "a az egy és vagy de nem van vannak volt ez hogy mi mit hol mikor miért hogyan melyik mennyi hány lehet "
    "tudom kell nekem én te ő is csak már még ha köszönöm kérem szia jó napot ban ben",
    "id": "yang dan atau tidak bukan ini itu di ke dari untuk dengan tanpa apa bagaimana kapan dimana kenapa berapa "
    "siapa bisa bisakah apakah saya anda kami ada sudah belum juga saja terima kasih tolong halo",
    "hr": "i ili ali ne nije je su to taj ta u na do iz s sa bez za od po kako što kada gdje zašto koji koliko mogu "
    "može imam ima se si mi moj također samo već još molim hvala dobar dan li",
    "lt": "ir arba bet ne yra buvo tai tas ta į iš su be už nuo po kaip kas kada kur kodėl kuris kiek ar galiu gali "
    "turiu turi man mano taip pat tik jau dar prašau ačiū laba diena",
}  # fmt: skip

# A letter that few languages write, with those that do: worth more than a word.
_LETTERS: dict[str, str] = {
    "ß": "de", "ä": "de sv fi sk", "ö": "de sv fi tr hu", "ü": "de tr hu es", "ñ": "es", "¿": "es", "¡": "es",
    "ã": "pt vi", "õ": "pt vi", "ç": "fr pt tr", "œ": "fr", "ê": "fr pt vi", "è": "fr it", "à": "fr it pt vi",
    "ù": "fr it vi", "ò": "it vi", "ì": "it vi", "â": "fr pt ro vi", "ô": "fr pt vi sk", "î": "fr ro", "ë": "nl fr",
    "ł": "pl", "ą": "pl lt", "ę": "pl lt", "ś": "pl", "ź": "pl", "ż": "pl", "ń": "pl", "ć": "pl hr",
    "å": "sv da no", "ø": "da no", "æ": "da no", "ş": "tr", "ğ": "tr", "ı": "tr", "ț": "ro", "ș": "ro", "ă": "ro vi",
    "đ": "vi hr", "ơ": "vi", "ư": "vi", "ř": "cs", "ů": "cs", "ě": "cs", "ľ": "sk", "ĺ": "sk", "ő": "hu", "ű": "hu",
    "č": "cs sk hr lt", "š": "cs sk hr lt", "ž": "cs sk hr lt", "ė": "lt", "į": "lt", "ų": "lt", "ū": "lt",
    "ạ": "vi", "ả": "vi", "ấ": "vi", "ầ": "vi", "ậ": "vi", "ế": "vi", "ề": "vi", "ệ": "vi", "ị": "vi", "ọ": "vi",
    "ố": "vi", "ồ": "vi", "ộ": "vi", "ớ": "vi", "ờ": "vi", "ợ": "vi", "ủ": "vi", "ứ": "vi", "ừ": "vi", "ử": "vi",
    "ự": "vi", "ẩ": "vi", "ặ": "vi", "ắ": "vi", "ằ": "vi", "ể": "vi", "ỉ": "vi", "ổ": "vi", "ụ": "vi", "ữ": "vi",
}  # fmt: skip

LANGUAGES = tuple(_WORDS)


def _by_word() -> dict[str, tuple[str, ...]]:
    table: dict[str, list[str]] = {}
    for language, words in _WORDS.items():
        for word in dict.fromkeys(words.split()):
            table.setdefault(word, []).append(language)
    return {word: tuple(languages) for word, languages in table.items()}


WORD_LANGUAGES = _by_word()
LETTER_LANGUAGES = {letter: tuple(languages.split()) for letter, languages in _LETTERS.items()}
