"""Everyday words that mean nearly the same, whatever a book is about; one group a line, our own list.

A word may stand in several groups. Words of the subject (names, bodies, ideas) belong in the fact file's `terms`.
"""

_MESSAGES_FILES_AND_THE_NET = """
email mail message inbox e-mail emails
chat conversation thread message
tweet post status
post publish share upload
picture image photo photograph pic screenshot
video clip film footage
movie film picture cinema
song music track tune album playlist
caption subtitle transcript transcription
bookmark favorite favourite
follower subscriber fan
friend contact buddy pal
website site webpage page web portal
link url hyperlink
browser chrome firefox safari
notify notification alert notice inform
block ban mute
spam junk
account profile login
username handle nickname
password passcode pin credential
login logon signin
logout signout
register registration signup enroll join
subscribe subscription
unsubscribe cancel
attach attachment
download save export
upload import
sync synchronize synchronise
internet web online net
offline locally local
wifi wireless internet network
app application program software tool
install setup configure
setting preference option configuration
update upgrade refresh
version release edition
bug error fault glitch defect problem issue
crash freeze hang
restart reboot reset
computer pc laptop machine desktop
phone mobile cell cellphone telephone smartphone iphone android
device gadget
screen display monitor
keyboard key
print printer
file document doc
spreadsheet sheet excel worksheet table
folder directory
slide presentation powerpoint
column field
formula function
chart graph diagram
sort order arrange rank
filter criteria condition
format style formatting
font typeface letter
bold emphasis
symbol character char sign
copy duplicate clone
paste insert
cut remove
delete remove erase clear wipe discard
undo revert restore recover
restore recover retrieve
save store keep preserve
backup archive save
archive store
encrypt encryption secure lock
secure security safe safety protect protection
private privacy secret confidential hidden
public open visible
hide conceal invisible
show display view see
share collaborate
host hosting server
deploy deployment instance
automatic automatically auto
manual manually hand
default standard usual normal
custom customize personalize personal
enable activate switch on
disable deactivate
limit maximum cap restriction restrict quota
task todo job chore item
card ticket note
label tag category
dependency depend prerequisite
schedule timer plan timetable
calendar schedule agenda
appointment meeting booking
event occasion happening
reminder remind alert
alarm wake
document doc paper file
delete remove erase clear wipe rid
save store backup archive keep preserve
download save export extract
task card ticket todo
block ban prevent stop
disable deactivate off turn
password passcode pin login credential
change modify alter edit update adjust
share distribute
size big large length
schedule timer plan appointment calendar
link url hyperlink connect
logical boolean
host deployment deploy
encrypt secure security lock
"""

_MONEY_AND_BUYING = """
money cash fund funds
cost price fee charge rate expense
cheap inexpensive affordable low
expensive costly pricey dear
free gratis
fee charge commission cost
pay payment paid
bill invoice statement
buy purchase get order
sell sale
shop store shopping market
order purchase
refund reimburse reimbursement return repay
discount coupon deal offer promotion
transfer send move wire remit
transaction payment transfer
deposit credit pay-in
withdraw withdrawal atm cashpoint
atm cashpoint machine dispenser
balance amount
topup top-up recharge reload
account bank
card visa mastercard debit credit
cheque check
debit charge
loan borrow lend mortgage
debt owe
interest apr
tax taxes irs
income salary wage pay earnings
salary pay paycheck wage
insurance insure coverage
invest investment stock share
currency money
exchange convert conversion swap
foreign overseas abroad international
decline reject refuse deny
declined rejected refused failed
pending waiting processing
stolen lost missing robbed theft steal
lose lost missing misplace
fraud scam compromised unauthorized
recognize recognise know identify
beneficiary recipient payee receiver
receive get obtain arrive
arrive arrival come delivery
deliver delivery ship shipping
ship mail send
track trace follow
expire expiration expiry expired
renew renewal extend
replace replacement substitute swap new
activate activation start
verify verification confirm validate prove
identity id identification
personal own private
detail information info data
information info data detail
address location residence
age old
limit restriction
virtual digital online disposable
physical plastic real
contactless tap
duplicate double twice
extra additional another more
wrong incorrect mistaken error
correct right accurate proper
close terminate delete cancel
cancel stop abort revoke
freeze lock block suspend
unlock unblock unfreeze
score rating
cancel stop end terminate
cost price fee charge expense expensive
pay payment charge bill
broken damage faulty defective
lost lose missing misplace stolen steal
fix repair solve mend resolve
allow permit let enable permission
check verify confirm validate
address location place where
country nation abroad foreign overseas
currency exchange money
top topup recharge
"""

_TRAVEL = """
travel trip journey tour vacation holiday
vacation holiday leave pto
flight plane airline fly
airport terminal
train rail railway subway metro
bus coach
car vehicle auto automobile
gas fuel petrol gasoline
tire tyre wheel
oil lubricant
drive driving
park parking
repair fix mend maintenance service
accident crash collision
traffic congestion jam
road street route highway
direction route way
distance far mile kilometer
map location
hotel accommodation lodging motel inn
room suite
book reserve reservation booking
reservation booking
luggage baggage bag suitcase
passport visa
ticket fare
border customs
country nation state
city town
language tongue
translate translation say
weather forecast temperature rain
hot warm heat
cold chilly cool
timezone zone
"""

_FOOD_AND_HOME = """
food meal dish cuisine eat
eat consume
drink beverage
restaurant diner eatery cafe
recipe cook
cook prepare bake make
ingredient component
calorie nutrition
substitute replacement alternative replace
taste flavor flavour
house home residence apartment
light lamp
clean wash
trash garbage rubbish waste
laundry wash
furniture sofa chair
water liquid
"""

_HEALTH = """
doctor physician gp
nurse caregiver
hospital clinic
medicine drug medication pill tablet prescription
disease illness sickness disorder condition ailment
symptom sign
infection infect virus germ
contagious infectious spread catch transmit
spread transmit transmission transmitted
vaccine vaccination shot immunization jab vaccinate
treat treatment therapy cure remedy
cure heal
heal recover recovery
diagnose diagnosis detect
test exam examination screening check
surgery operation
pain ache hurt sore
fever temperature
cough cold flu influenza
flu influenza
cancer tumor tumour malignant
heart cardiac
stroke cardiovascular
diabetes sugar insulin
blood vein
skin rash
bone skeleton fracture
stomach belly abdomen tummy gut
kidney renal
liver hepatic
lung respiratory breathing
breathe breathing breath
brain mental
mental psychological
depression depressed sad
anxiety anxious worry
stress pressure
sleep insomnia
tired fatigue exhausted
weight obesity overweight
diet nutrition food
exercise workout fitness training
smoke smoking tobacco cigarette
alcohol drinking
pregnant pregnancy expecting
baby infant newborn
child kid children toddler
woman female mother mom
man male father dad
elderly old senior
risk danger chance
cause lead trigger
prevent prevention avoid protect stop
reduce lower decrease cut lessen
increase raise grow rise boost
affect influence impact effect
die death dead fatal kill
survive survival
common frequent usual prevalent
rare uncommon
serious severe dangerous grave
safe harmless
dangerous harmful hazardous risky
harm damage hurt injure injury
injury wound hurt
dose dosage
side adverse
mask covering
hand finger
wash clean
animal pet
dog puppy
cat kitten
infection infect virus contagious
baby infant newborn child
"""

_PEOPLE_AND_WORK = """
person people someone somebody human individual
user member customer client
customer client buyer
boss manager supervisor
employee worker staff
job work employment occupation
hire recruit employ
company business firm corporation organization
organization organisation institution body
school college university
student pupil
teacher professor instructor
learn study
teach educate
book novel
author writer wrote written
write compose draft
read reading
king monarch ruler emperor
war battle conflict fight
army military troops force
soldier troop
law legislation statute act
government state administration
president leader head
leader head chief
vote election elect
church religion religious
population inhabitants people residents
"""

_DOING = """
begin start commence launch
finish end complete conclude
stop quit cease end
continue resume proceed
make create build produce construct
create make generate build
build construct
change modify alter edit adjust
add include insert
allow permit let
need require
want wish desire
help assist support aid
explain describe clarify
tell inform say
ask inquire request
answer reply respond response
respond reply response
speak talk
talk discuss
call phone ring
meet encounter
use employ utilize usage utilise
try attempt
work function operate
choose select pick
compare comparison versus
contain include comprise
consist comprise compose made
divide split separate
join connect combine merge
connect link attach
separate divide apart
own possess have
belong member
hold contain
give provide supply
provide supply offer give
offer propose
take grab
bring carry
carry transport
move relocate shift
leave depart exit go
enter entry access
access enter reach
return back
visit tour
live reside inhabit
stay remain
become turn
grow develop
develop development evolve
discover find found
found establish create
establish found set
invent invention create
name call term
known called named
mean meaning definition define
refer mean
believe think consider
prove demonstrate show
measure gauge
count number
calculate compute
solve resolve fix
fix repair resolve
break broken damage
destroy ruin demolish
attack assault
defeat beat
win victory won
lose defeat
capture seize conquer take
rule govern reign
control manage
manage handle administer
lead guide
follow pursue
support back
oppose against resist
approve accept
reject refuse deny
agree consent
argue claim
claim assert state
suggest propose recommend
recommend suggest advice
describe depict characterize
represent depict symbolize
appear seem
happen occur
occur happen place
wait hold
open unlock
close shut
turn switch
repeat again
play game
joke funny
rename name
forget forgot remember
remember recall
"""

_QUALITIES_TIME_AND_PLACE = """
big large huge great
small little tiny
long lengthy
short brief
high tall
low bottom
fast quick rapid speedy
slow sluggish delay
delay late wait slow
early soon
soon immediately quickly
urgent important priority urgency
important significant major key
main primary principal chief
new recent latest
old ancient former
previous former prior earlier
first initial original
last final latest
next following
same identical equal
similar alike like
different distinct other
opposite reverse contrary
easy simple
hard difficult tough
possible can
full complete entire whole
empty blank
whole entire total
total sum overall
many numerous several
amount quantity number
kind type sort variety
way method how
method technique way approach procedure
process procedure
reason why cause
purpose aim goal
result outcome effect consequence
part portion piece section
area region zone
place location spot
center centre middle
top best
bottom base
inside within
outside external
near close nearby
year annual yearly
day daily
month monthly
week weekly
hour time
century age
today now current
currently now present
ago past
future upcoming
create make build add new
increase raise grow bigger larger enlarge
decrease reduce lower shrink
quick fast rapid soon immediately
time date hour when period
finish end complete stop
error problem issue trouble wrong fail failure bug
convert change transform
people person user someone somebody
food eat meal diet
travel trip journey visit
explain describe tell clarify
way method how option
amount quantity number many
total sum whole entire
similar same alike
different other another
old previous former earlier
condition dependency depend
"""

EVERYDAY = (
    _MESSAGES_FILES_AND_THE_NET,
    _MONEY_AND_BUYING,
    _TRAVEL,
    _FOOD_AND_HOME,
    _HEALTH,
    _PEOPLE_AND_WORK,
    _DOING,
    _QUALITIES_TIME_AND_PLACE,
)
"""All of them, by subject, one group a line."""
