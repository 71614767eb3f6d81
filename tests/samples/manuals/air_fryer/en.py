"""The English section."""

from tests.samples.manuals.air_fryer.words import Words

WORDS = Words(
    tab="EN",
    product="Air fryer",
    manual="Instruction manual",
    parts=("Display", "Touch buttons", "Basket handle", "Housing with air outlet at the back"),
    intro="Thank you for choosing a TORVELLA air fryer. Read this manual before first use and pass "
    "it on with the appliance.",
    safety_title="Safety",
    warning_word="WARNING: hot surfaces",
    warning="The basket and the air outlet become very hot. Keep hands and face away from the steam "
    "when you pull out the basket.",
    safety=(
        "Connect the appliance only to an earthed socket with 220-240 V~, 50/60 Hz. It cannot be used with 110-127 V.",
        "Do not use an extension lead below 1.5 mm² and do not connect another large appliance to the same socket.",
        "Keep 15 cm of free space behind and above the appliance. Do not place it under a wall cabinet or on a hob.",
        "Never pour oil or water into the basket. Do not line the basket with aluminium foil: it blocks the air.",
        "The appliance is for household use indoors. Children from 8 years may use it under supervision.",
        "Never immerse the housing in water.",
    ),
    use_title="Use",
    use=(
        "Before first use wash the basket, then run the appliance empty for 10 minutes at 200 °C. A "
        "slight smell is normal.",
        "Put the food into the basket, at most up to the MAX mark (1.2 kg of chips).",
        "Push the basket in until it clicks and press the power button.",
        "Choose a programme, change time and temperature with + and -, and press start.",
        "Shake the food halfway when the appliance beeps five times.",
        "After the end the fan runs on for 30 seconds. Then pull the plug.",
    ),
    programmes_title="Programmes",
    programme_head=("Programme", "Time", "Temperature", "Amount, hint"),
    programmes=(
        ("Frozen chips", "18 min", "200 °C", "300-800 g, shake once"),
        ("Chicken legs", "25 min", "190 °C", "4-6 pieces, turn once"),
        ("Fish fillet", "12 min", "180 °C", "300-500 g, oil lightly"),
        ("Vegetables", "14 min", "170 °C", "300-600 g"),
        ("Cake", "30 min", "160 °C", "in a tin of at most 18 cm"),
        ("Keep warm", "60 min", "80 °C", "-"),
    ),
    data_title="Technical data",
    data=(
        ("Model", "AF-5201"),
        ("Rated voltage", "220-240 V~, 50/60 Hz"),
        ("Rated power", "1500 W"),
        ("Capacity", "5.2 L"),
        ("Temperature range", "80-200 °C"),
        ("Timer", "1-60 min"),
        ("Cord length", "1.0 m"),
        ("Size (W x D x H), weight", "27 x 35 x 31 cm, 4.6 kg"),
    ),
    faults_title="Fault codes",
    faults_intro="When a code is shown, the appliance stops heating. Pull the plug first.",
    fault_head=("Code", "Cause", "What to do"),
    faults=(
        (
            "E01",
            "Temperature sensor: open circuit",
            "Leave unplugged for 10 minutes. If E01 comes back, contact service.",
        ),
        ("E02", "Temperature sensor: short circuit", "Do not use the appliance any more. Contact service."),
        (
            "E03",
            "Overheating above 230 °C",
            "Let it cool for 30 minutes. Free the air outlet and take out foil or paper.",
        ),
        (
            "E04",
            "Fan blocked or does not turn",
            "Let it cool for 20 minutes, take out the basket and remove food or paper from the fan "
            "guard. If E04 comes back, "
            "contact service.",
        ),
        ("E05", "Basket not closed", "Push the basket in until it clicks; clean crumbs from the rail."),
    ),
    care_title="Cleaning",
    care=(
        "Let the appliance cool for 30 minutes. Wipe the housing with a damp cloth.",
        "The basket and the grid may be put into the dishwasher (max. 65 °C). Do not use metal sponges.",
    ),
    warranty_title="Warranty and service",
    warranty="2 years from the date of purchase. The coating of the basket is covered for 6 months. "
    "service@torvella.example",
)
