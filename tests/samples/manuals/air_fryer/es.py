"""The Spanish section."""

from tests.samples.manuals.air_fryer.words import Words

WORDS = Words(
    tab="ES",
    product="Freidora de aire",
    manual="Manual de instrucciones",
    parts=("Pantalla", "Botones táctiles", "Asa de la cesta", "Carcasa, salida de aire detrás"),
    intro="Gracias por elegir una freidora de aire TORVELLA. Lea este manual antes del primer uso y "
    "entréguelo con el aparato.",
    safety_title="Seguridad",
    warning_word="ADVERTENCIA: superficies calientes",
    warning="La cesta y la salida de aire se calientan mucho. Aparte las manos y la cara del vapor al sacar la cesta.",
    safety=(
        "Conecte el aparato solo a un enchufe con toma de tierra de 220-240 V~, 50/60 Hz. No se "
        "puede usar con 110-127 V.",
        "No use un alargador de menos de 1,5 mm² ni otro aparato grande en el mismo enchufe.",
        "Deje 15 cm libres detrás y encima del aparato. No lo coloque debajo de un armario ni sobre "
        "una placa de cocina.",
        "No eche nunca aceite ni agua en la cesta. No forre la cesta con papel de aluminio: bloquea el aire.",
        "El aparato es para uso doméstico en interiores. Los niños a partir de 8 años pueden usarlo bajo vigilancia.",
        "No sumerja nunca la carcasa en agua.",
    ),
    use_title="Uso",
    use=(
        "Antes del primer uso lave la cesta y haga funcionar el aparato vacío 10 minutos a 200 °C. "
        "Un ligero olor es normal.",
        "Ponga los alimentos en la cesta, como máximo hasta la marca MAX (1,2 kg de patatas).",
        "Introduzca la cesta hasta que encaje y pulse el botón de encendido.",
        "Elija un programa, cambie el tiempo y la temperatura con + y -, y pulse inicio.",
        "A mitad del tiempo el aparato pita cinco veces: agite los alimentos.",
        "Al terminar, el ventilador sigue 30 segundos. Después desenchufe el aparato.",
    ),
    programmes_title="Programas",
    programme_head=("Programa", "Tiempo", "Temperatura", "Cantidad, consejo"),
    programmes=(
        ("Patatas congeladas", "18 min", "200 °C", "300-800 g, agitar una vez"),
        ("Muslos de pollo", "25 min", "190 °C", "4-6 piezas, girar una vez"),
        ("Filete de pescado", "12 min", "180 °C", "300-500 g, con poco aceite"),
        ("Verduras", "14 min", "170 °C", "300-600 g"),
        ("Bizcocho", "30 min", "160 °C", "en un molde de 18 cm como máximo"),
        ("Mantener caliente", "60 min", "80 °C", "-"),
    ),
    data_title="Datos técnicos",
    data=(
        ("Modelo", "AF-5201"),
        ("Tensión nominal", "220-240 V~, 50/60 Hz"),
        ("Potencia nominal", "1500 W"),
        ("Capacidad", "5,2 L"),
        ("Temperatura", "80-200 °C"),
        ("Temporizador", "1-60 min"),
        ("Longitud del cable", "1,0 m"),
        ("Medidas (An x Pr x Al), peso", "27 x 35 x 31 cm, 4,6 kg"),
    ),
    faults_title="Códigos de error",
    faults_intro="Cuando aparece un código, el aparato deja de calentar. Primero desenchúfelo.",
    fault_head=("Código", "Causa", "Qué hacer"),
    faults=(
        (
            "E01",
            "Sensor de temperatura: circuito abierto",
            "Desenchufe 10 minutos. Si E01 vuelve, llame al servicio técnico.",
        ),
        ("E02", "Sensor de temperatura: cortocircuito", "No use más el aparato. Llame al servicio técnico."),
        (
            "E03",
            "Sobrecalentamiento de más de 230 °C",
            "Deje enfriar 30 minutos. Libere la salida de aire y quite el papel.",
        ),
        (
            "E04",
            "Ventilador bloqueado o parado",
            "Deje enfriar 20 minutos, saque la cesta y quite restos de comida o papel de la rejilla "
            "del ventilador. Si E04 "
            "vuelve, llame al servicio técnico.",
        ),
        ("E05", "Cesta mal cerrada", "Introduzca la cesta hasta que encaje; limpie la guía."),
    ),
    care_title="Limpieza",
    care=(
        "Deje enfriar el aparato 30 minutos. Limpie la carcasa con un paño húmedo.",
        "La cesta y la rejilla se pueden lavar en el lavavajillas (máx. 65 °C). No use estropajos metálicos.",
    ),
    warranty_title="Garantía y servicio",
    warranty="2 años desde la fecha de compra. El revestimiento de la cesta tiene 6 meses. service@torvella.example",
)
