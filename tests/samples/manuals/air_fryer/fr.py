"""The French section."""

from tests.samples.manuals.air_fryer.words import Words

WORDS = Words(
    tab="FR",
    product="Friteuse à air",
    manual="Mode d'emploi",
    parts=("Afficheur", "Touches tactiles", "Poignée du panier", "Boîtier, sortie d'air à l'arrière"),
    intro="Merci d'avoir choisi une friteuse à air TORVELLA. Lisez ce mode d'emploi avant la première utilisation et "
    "transmettez-le avec l'appareil.",
    safety_title="Consignes de sécurité",
    warning_word="AVERTISSEMENT : surfaces chaudes",
    warning="Le panier et la sortie d'air deviennent très chauds. Éloignez les mains et le visage de "
    "la vapeur en retirant "
    "le panier.",
    safety=(
        "Branchez l'appareil uniquement sur une prise avec terre de 220-240 V~, 50/60 Hz. Il ne "
        "fonctionne pas en 110-127 V.",
        "N'utilisez pas de rallonge inférieure à 1,5 mm² ni un autre gros appareil sur la même prise.",
        "Laissez 15 cm d'espace libre derrière et au-dessus de l'appareil. Ne le placez pas sous un "
        "meuble ni sur une plaque.",
        "Ne versez jamais d'huile ni d'eau dans le panier. Ne garnissez pas le panier de papier "
        "d'aluminium : il bloque l'air.",
        "L'appareil est destiné à un usage domestique à l'intérieur. Les enfants à partir de 8 ans "
        "peuvent l'utiliser sous "
        "surveillance.",
        "Ne plongez jamais le boîtier dans l'eau.",
    ),
    use_title="Utilisation",
    use=(
        "Avant la première utilisation, lavez le panier et faites fonctionner l'appareil à vide 10 "
        "minutes à 200 °C. Une "
        "légère odeur est normale.",
        "Mettez les aliments dans le panier, au plus jusqu'au repère MAX (1,2 kg de frites).",
        "Enfoncez le panier jusqu'au déclic et appuyez sur la touche marche.",
        "Choisissez un programme, réglez la durée et la température avec + et -, puis appuyez sur départ.",
        "À mi-cuisson, l'appareil émet cinq bips : secouez les aliments.",
        "À la fin, le ventilateur tourne encore 30 secondes. Débranchez ensuite l'appareil.",
    ),
    programmes_title="Programmes",
    programme_head=("Programme", "Durée", "Température", "Quantité, conseil"),
    programmes=(
        ("Frites surgelées", "18 min", "200 °C", "300-800 g, secouer une fois"),
        ("Cuisses de poulet", "25 min", "190 °C", "4-6 pièces, retourner une fois"),
        ("Filet de poisson", "12 min", "180 °C", "300-500 g, huiler légèrement"),
        ("Légumes", "14 min", "170 °C", "300-600 g"),
        ("Gâteau", "30 min", "160 °C", "dans un moule de 18 cm au plus"),
        ("Maintien au chaud", "60 min", "80 °C", "-"),
    ),
    data_title="Caractéristiques techniques",
    data=(
        ("Modèle", "AF-5201"),
        ("Tension nominale", "220-240 V~, 50/60 Hz"),
        ("Puissance nominale", "1500 W"),
        ("Capacité", "5,2 L"),
        ("Plage de température", "80-200 °C"),
        ("Minuterie", "1-60 min"),
        ("Longueur du cordon", "1,0 m"),
        ("Dimensions (L x P x H), poids", "27 x 35 x 31 cm, 4,6 kg"),
    ),
    faults_title="Codes d'erreur",
    faults_intro="Lorsqu'un code s'affiche, l'appareil ne chauffe plus. Débranchez d'abord l'appareil.",
    fault_head=("Code", "Cause", "Que faire"),
    faults=(
        (
            "E01",
            "Sonde de température : circuit ouvert",
            "Débranchez 10 minutes. Si E01 revient, contactez le service.",
        ),
        ("E02", "Sonde de température : court-circuit", "N'utilisez plus l'appareil. Contactez le service."),
        (
            "E03",
            "Surchauffe au-dessus de 230 °C",
            "Laissez refroidir 30 minutes. Dégagez la sortie d'air, retirez le papier.",
        ),
        (
            "E04",
            "Ventilateur bloqué ou à l'arrêt",
            "Laissez refroidir 20 minutes, retirez le panier et enlevez les restes ou le papier de "
            "la grille du ventilateur. Si "
            "E04 revient, contactez le service.",
        ),
        ("E05", "Panier mal fermé", "Enfoncez le panier jusqu'au déclic ; nettoyez la glissière."),
    ),
    care_title="Nettoyage",
    care=(
        "Laissez refroidir l'appareil 30 minutes. Essuyez le boîtier avec un chiffon humide.",
        "Le panier et la grille vont au lave-vaisselle (65 °C max.). N'utilisez pas d'éponge métallique.",
    ),
    warranty_title="Garantie et service",
    warranty="2 ans à compter de la date d'achat. Le revêtement du panier est garanti 6 mois. service@torvella.example",
)
