"""Ordinary English words, so that one which a book merely lacks is not taken for a slip of a word that it has.

One word for each stem (`knowledge.language.stem`), the shortest, of four letters or more, out of the lists
english-words and american-words, sizes 10 and 20, of SCOWL (Spell Checker Oriented Word Lists, 2020.12.07), under
these terms:

    Copyright 2000-2011 by Kevin Atkinson

    Permission to use, copy, modify, distribute and sell these word lists, the associated scripts, the output created
    from the scripts, and its documentation for any purpose is hereby granted without fee, provided that the above
    copyright notice appears in all copies and that both that copyright notice and this permission notice appear in
    supporting documentation. Kevin Atkinson makes no representations about the suitability of this array for any
    purpose. It is provided "as is" without express or implied warranty.
"""

from knowledge.language.stem import stem

ORDINARY_WORDS = frozenset(
    """
 aardvark abandon abbreviate abide ability able abnormal abolish abolition abort about above abroad absence absent
 absolute absorb abstract absurd abuse abysmal academic accelerate accent accept access accident accidental accommodate
 accompany accomplish accord accordingly account accumulate accuracy accurate accuse accustom achieve acid acknowledge
 acorn acoustic acquaintance acquire acquisition acronym across action active actor acts actual acute adapt added
 addict addition additionally address adds adequate adhere adjacent adjective adjust administer administration admire
 admission admit admittedly adopt adult advance advantage advent adventure adverse advert advertised advice advise
 advisor advisory advocate aerial aesthetic affair affect afford aforementioned afraid after afternoon afterward again
 against aged agency agenda agent aggressive agony agree agreement agricultural ahead aids aims aircraft airport akin
 alarm alas albeit album alcohol alert algebra algorithm alias aliases alien align alike alive allege allegedly
 allergic alleviate alliance allocate allow ally almost alone along alongside aloud alpha alphabet already also alter
 alternate although altogether always amateur amaze amazingly ambassador amber ambient ambiguity ambitious amend among
 amount ample amplifier amuse anagram analog analogue analogy analyses analysis analyst analyze anarchy anatomy
 ancestor ancient anecdote angel anger angle angry anguish animal anniversary announce annoy annual anomaly anonymous
 anorak another answer anthology anticipate antidote antique antisocial anxious anybody anyhow anyone anyplace anything
 anyway anywhere apart apathetic apathy apologize apology apostrophe appall appallingly apparatus apparatuses apparent
 appeal appear append appendix applause apple applicant apply appoint appraisal appreciate approach appropriate approve
 approximate arbitrarily arbitrary arcade arcane arch archaic architecture archive area arena arguable argue argument
 arise arisen arithmetic arms army arose around arrange array arrest arrive arrogant arrow article artificial artist
 arts ascend ashamed ashcan ashes aside asks asleep aspect assault assemble assembly assert assess asset assign assist
 associate assort assume assumption assure asterisk astronomer astronomy asynchronous atheism atheist atlas atmosphere
 atom atrocity attach attack attain attempt attend attention attitude attorney attract attribute audible audience audio
 aunt authentic author autobiography automate automatic automobile autumn available average avoid await awake award
 aware away awful awfully awkward axes axiom axis baby back backbone background backlog backspace backward bacteria
 bacterium badge badly baffle baggage bags bake balance ball ballet ballot banal banana band bandwagon bandwidth bang
 bank bankrupt banner bans bare bargain bark baroque barrel barrier barrister bars base basement bash basic basis
 basket bass bastard batch bath bathroom battery battle baud beach beam bean bear beard beast beat beaten beautifully
 beauty became because become bedroom beds beef been beer before beforehand began begin beginner begun behalf behave
 behavior behind being belief believe bell belong beloved below belt bench bend beneath beneficial benefit bent beside
 best beta bets better between beware beyond bias biased bible biblical bicycle bids bigger biggest bigot bigotry bill
 billfold billion binary bind biochemistry biography biological biologist biology bird birth birthday biscuit bishop
 bite bitmap bits bitten bitter bizarre black blackboard blackmail blade blame blank blanket blast blatant blatantly
 bless blew blind blindly blink bliss blob block blood bloody blow blown blue blurb board boat bobs body boggle bogs
 bogus boil bold bolt bomb bond bone bonus book booklet bookshop bookstore boom boost boot border borderline bore
 boredom born borrow boss both bother bottle bottom bought bounce bound boundary bout bowl boxes boys bracket brain
 brake branch brand brass brave breach bread break breakdown breakfast breath bred breed breeze brethren brick bridge
 brief briefly brigade bright brighter brightest brightly brilliant brilliantly bring broad broadcast broadly broke
 broken brother brought brown browse brush brutal bubble buck bucket budget buffer bugger bugs build built bulb bulk
 bull bullet bulletin bump bunch bundle burden bureaucracy burn burnt burst bury buses bush bust busy butter button
 buyer buys bypass byte cabbage cabinet cable caffeine cage cake calculate calculus calendar call caller calm came
 camera camp campaign campus cancel cancer candidate cannot canonical cans cant capable capacity capital capitalist
 caps captain capture carbon card cardboard care career carefully careless carpet carriage carrier carrot carry cars
 cartoon cartridge case cash cassette cast castle casual catalog catastrophic catch categorically category cater
 cathedral catholic cats cattle caught causal cause caution cave caveat cease ceiling celebrate cell cellular censor
 censorship cent center central century ceremony certain certainly certainty certificate chain chair chairman chalk
 challenge chamber champagne champion chance chancellor change changeover channel chaos chaotic chap chapel chapter
 char character characteristic charge charitable charity charm chart charter chase chat cheap cheaper cheapest cheaply
 cheat check checker cheek cheer cheese chemical chemist chemistry chess chest chestnut chew chicken chief child
 childhood childish children chip chocolate choice choir choose chop choral chord chorus chose chosen chuck chunk
 church cider cigarette cinema circa circle circuit circuitry circular circulate circumstance cite citizen city civil
 civilian claim clarification clarify clarity clash class classic classification classify clause clean cleaner cleanest
 cleanly clear clearance clearer clearest clearly clever cleverest click client cliff climate climb clinic clip clique
 clock clog clone close closer closest closet closure cloth cloud club clue clumsy cluster coach coal coarse coast coat
 cobbler code coffee coherent coin coincide coke cold collaboration collapse collar collate colleague collect college
 colon colony color column combat combine come comedy comfort comic comma command commence comment commentary
 commercial commission commit committee commodity common commonly communal communist compact companion company compare
 comparison compassion compatible compel compensate compete competition competitor compile complacent complain
 complaint complement complementary complete complex complicate compliment comply component compose composite compound
 comprehend comprehension compress comprise compromise compulsion compulsory compute computerize concatenate conceal
 concede conceive concentrate concept conceptual concern concert concerto concise conclude conclusion concrete concur
 concurrently condemn condense condition condom condone conduct conductor conference confess confident confidential
 configure confine confirm conflict conform confront confuse congest congratulate conjecture conjunction connect
 connector connotation conscience conscious consciously consecutive consensus consent consequent conservation consider
 considerate consist console conspicuous conspiracy constant constantly constituent constitute constrain constraint
 construct consult consume consumption contact contain contemplate contemporary contempt contend content contentious
 contest context continent continental continue continuum contour contraception contract contradict contradictory
 contrary contrast contravention contribute contributor contrive control controversy convenient convention converse
 convert convey convict convince convincingly cook cookie cool cooperate coordinate cope copper copy copyright core
 corn corner corporate corpse correct correctly correlate correspond corridor corrupt cosmic cosmology cost costly
 cotton cough could council counsel count counter counterexample counterpart countless country countryside county
 couple courage courier course court courtesy cousin cover coverage cows cozy crack craft cramp crap crash crass crawl
 crazy cream create creation creative creator creature credible credit creed creep crew cricket cried crime criminal
 crisis crisp criteria criterion critic crop cross crossroad crossword crowd crown crucial crude cruel cruelty cruise
 crunch crush crying cryptic crystal cube cubic cuckoo cuddly culprit cult culture cumbersome cums cumulative cunning
 cupboard cups cure curiosity curious curiously curly currency current curriculum curry curse cursor curtain curve
 custard custom customary cute cuts cycle cyclist cylinder cynic daft daily damage damn damnation damp dance danger
 dare dark darling dash data database date datum daughter dawn daylight days daytime dead deadline deadly deaf deal
 dealer dealt dear death debate debt debug debugger decade decay decent decide decimal decision deck declare decline
 decode decrease dedicate deduce deduction deed deem deep deeper deepest deeply default defeat defect defend defense
 deficiency define definite defy degenerate degrade degree deity delay delete deliberate delicate delicious delight
 delimiters deliver delivery delta delusion demand demented demise democracy democratic demolish demonstrate
 denominator denote dense density dentist deny department departmental departure depend deposit depress deprive depth
 deputy derange derive derogatory descend describe description desert deserve design desire desk desktop despair
 desperate despise despite destine destroy destruction detach detail detect detector deter determine deterrent detract
 devastate develop deviation device devil devious devise devoid devote diagnosis diagnostic diagonal diagram dial
 dialect dialog dialogue diameter diary dice dictate dictatorship dictionary died diesel diet differ differential
 difficult difficulty digest digit dignity digs dilemma dimension dimensional dine diner dinner diplomatic dire direct
 directly director directory dirt dirty disable disadvantage disagree disagreement disappear disappoint disaster
 disastrous disc discard discharge disciplinary discipline disclaimer disco disconnect discontinue discount discourage
 discover discovery discrepancy discrete discriminate discuss disease disguise disgust dish dishonest disk dislike
 dismal dismiss disorder display dispose disposition dispute disregard disrupt dissertation dissimilar distance distant
 distasteful distinct distinctly distinguish distort distract distress distribute district disturb ditch ditto dive
 diverse divert divide divine division divorce doctor doctrine document documentary dodge does dogma dogs doing dole
 dollar domain domestic dominant donate done dons doom door dose dots double doubt doubtless down downhill downright
 downstairs downwards dozen draft drag dragon drain drama dramatic drank drastic draw drawback drawn dread dream dreary
 dress drew dried drift drill drink drip drive drivel driven driver drop drove drown drug drum drunk drunken drying
 dual dubious duck duff dull duly dumb dummy dump dumpster duplicate duration during dust dustbin dusty duty dying
 dynamic each eager eagerly eagle earlier earliest early earn ears earth ease easier easiest easily east eastern easy
 eaten eater eats eccentric echo ecological ecology economic economy edge edit editor editorial educate effect
 efficient effort eggs egos eight eighteen eighth either elaborate elderly elect electoral electric electron elegant
 element elementary elephant elevator eleven eligible eliminate elite elitist else elsewhere embarrass embed embedded
 emerge eminent emit emotion emotionally emphasis emphasize empire employ employee empty emulate enable enclose encode
 encounter encourage endeavor endless endlessly ends enemy energy enforce engage engine enhance enjoy enlarge enlighten
 enormous enough ensure entail enter enterprise entertain enthusiasm enthusiastic entire entirety entitle entity
 entrance entry envelope environment environmental envisage envy epic episode equal equate equilibrium equip equivalent
 erase ergo erroneous error escape esoteric especially essay essence essential establish estate estimate eternal ethic
 ethnic etymology evaluate even evenly event eventual ever every everybody everyday everyone everything everywhere
 evident evil evolution evolutionary evolve exact exactly exaggerate exam examine example exceed exceeded exceedingly
 excellent except exceptionally excess exchange excite exclamation exclude exclusion excuse execute exempt exercise
 exercised exhaust exhibit exist exit exotic expand expansion expect expedition expenditure expense experience
 experienced experimental expert expire expiry explain explanation explanatory explicit explicitly explode exploit
 explore explosion exponential export expose exposure express expressway extant extend extension extent external
 extinction extra extract extraneous extraordinarily extraordinary extreme extremist eyes eyesight fabric face
 facilitate facility fact factor factory factual faculty fail failure faint fainter faintest fair fairer fairest fairly
 fairy faith fake fall fallacy fallen false fame familiar family famine famous fancy fans fantastic fantasy farce fare
 farewell farm farmer farther farthest fascinate fascist fashion fast faster fastest fatal fate father fatuous faucet
 fault faulty favor favorite fear feasible feat feature federal feeble feed feedback feel fees feet fell fellow felt
 female feminist fence fender festival fetch fever fewer fewest fiber fiction fiddle field fierce fifteen fifth fifty
 fight fighter figure file fill film filter filthy final finance financial find fine finer finest finger finish finite
 fire firework firm firmly first firstly fiscal fish fits five fiver fixed fizzy flag flame flash flat flavor flaw
 fleet flesh flew flexible flied flight flip float flood floor floppy flour flow flower flown fluctuation fluent fluffy
 fluid flush flute flying foam focus fold folder folk follow fond font food fool foolish foot football footnote forbade
 forbid forbidden force forcibly forecast foreign foreseeable forest forever forgave forget forgive forgiven forgot
 forgotten fork form formal format former formerly formula formulation forth forthcoming fortnight fortune forty forum
 forward fossil fought foul found foundation fountain four fourteen fourth fraction fragile fragment frame framework
 frank frankly frantic fraud freak free freed freedom freely freeway freeze french frequency frequent fresh friction
 fried friend friendly friendship frighten fringe frivolous frog from front frown froze frozen fruit frustrate frying
 fudge fuel fulfill full fuller fullest fully fume function fund fundamental fundamentalist funeral funnier funniest
 funny furniture furry further furthermore furthest fuse fusion fuss fussy futile future fuzzy gain galactic galaxy
 game gang gaps garage garbage garble garden gasoline gasp gate gateway gather gave gear gender gene general genetic
 genius genocide genre gentle gentleman gentlemen gently genuine geographical geography geology geometry gesture gets
 ghastly ghost giant gibberish gift girl girlfriend give given glad gladly glance glass glean global glorious glory
 glossy glove glow glue gnome goal goat gods goes going gold golden goldfish golf gone good goodbye goody gorgeous
 gospel gossip gotten govern governor gown grab grace grade gradual graduate graffiti graffito grain grammar
 grammatical grand grandfather grandmother grant graph graphic grasp grass grateful gratefully gratuitous grave
 gravitational gravity gray greasy great greater greatest greatly greed greedy green grew grid grief grim grind grip
 groan gross grossly ground group grow grown growth guarantee guard guess guest guidance guide guideline guilt guilty
 guinea guitar gulf gullible guns guts gutter guys habit hack hacker hail hair haircut hairy half hall halt halve
 hammer hand handbook handicap handle handler handy hang hangover happen happier happiest happily happy hard hardback
 harden harder hardest hardly hardship hardware hardy harm harmless harmony harsh hash hassle hasten hasty hate hatred
 hats have havoc hazard hazy head headache header headline health healthy heap hear heard heart heartily heat heaven
 heavier heaviest heavily heavy heel height held helicopter hell hello helmet help helpless hence henceforth herd here
 hereby heresy heritage hero heroic heroin herring herself hesitate heterosexual hexadecimal hidden hide hideous
 hideously hierarchical hierarchy high higher highest highlight highly highway hilarious hill himself hindsight hint
 hire historian historic history hitherto hits hobby hold holder hole holiday hollow holy home homosexual honest
 honestly honesty honey honor honorary hook hope hopefully hopeless hopelessly horde horizon horizontal horn horrendous
 horrible horribly horrid horrific horrify horror horse hospital host hostile hotel hour house household however huge
 human humble humbly humor hundred hung hungry hunt hurry hurt husband hydrogen hyphen hypocrisy hypocrite hypothesis
 hypothetical hysterical icon idea ideal idealistic identification identify identity ideological ideology idiom
 idiosyncratic idiot idle ignore illegal illiterate illness illogical illusion illustrate image imaginary imagine
 imbalance immature immediate immense imminent immoral immortal immune impact impair impend imperative imperfect
 imperial impersonal implausible implement implication implicit implicitly imply import importantly impose impossible
 impractical impress imprison improbable improve impulse inability inaccessible inaccuracy inaccurate inadequate
 inadvertently inane inappropriate incapable incarnation incentive inch incident incidental incline include inclusion
 incoherent income incompatible incompetent incomplete incomprehensible inconsistent inconvenienced inconvenient
 incorporate incorrect incorrectly increase increasingly incredible incredibly increment incur indeed indefensible
 indefinite indent independent indeterminate index indicate indictment indirect indirectly indistinguishable individual
 induce induction indulge industry ineffective inefficient inequality inertia inevitable inexperienced infallible
 infamous infant infantile infect infelicity infer inferior infinite infinity inflation inflexible inflict influence
 influential info inform infrastructure infrequent infringement ingenious ingredient inhabit inherent inherit inhibit
 initial inject injure injury injustice inner innocent innovation input inquire inquiry insane insect insecure
 insensitive insert inside insidious insight insignificant insist insofar inspect inspire install instance instant
 instantly instead instinct institute instruct instrument insufficient insult insurance intact intake integer integral
 intellect intellectual intelligent intend intense intent intentionally inter interact intercourse interest
 interestingly interface interfere interfered interim interior intermediate intermittent internal interpret interrogate
 interrupt intersection interval intervene intervention interview intimate into intolerance intrinsic introduce
 introduction introductory intuitive invade invalid invaluable invariably invasion invent inventor inverse invert
 invest investigate invisible invite invoke involve irate iron irony irrational irrelevant irrespective irresponsible
 irritate island isolate issue item itself jack jacket jail jams jargon jazz jealous jeans jelly jerk jest jobs join
 joint jointly joke jolly journal journalist journey judge judgment juice jump junction jungle junior junk jury just
 justice justification justify juvenile keen keep keeper kept kernel kettle keyboard keys keystroke keyword kick kidnap
 kidney kids kill killer kind kindly king kingdom kiss kitchen kits knee knew knife knight knock know knowledge known
 label labor laboratory labs lack ladder lady lager laid lain lake lamp land landlord landscape lane language large
 larger largest lark laser last late later latest latter laugh laughter launch lavatory lawn laws lawyer layer layout
 lays lazy leach lead leader leadership leaf leaflet league leak lean leap learn least leather leave lecture left legal
 legend legendary legible legislation legitimate legs leisure lemon lend length lengthy lenient lens lenses lent
 lesbian less lesser lesson lest lethal lets letter level liability liable liaison libel liberal liberty librarian
 library license lied life lifestyle lifetime lift light lighter lightest lightly lightning lightninged like likelihood
 likewise limb limit line linear linguistic link linkage lion lips liquid liquor lisp list listen liter literary
 literature litter little live liver livest load loader loan lobby local locate lock lodge logic logo logs lonely long
 longer longest look loop loophole loose lord lorry lose loss lost lots loud louder loudest loudly lousy love lover
 lower lowest loyal luck luckily lucky ludicrous luggage lump lunatic lunch lunchtime lung lurk lust luxury lying lyric
 machine machinery made madness magazine magic magnetic magnificent magnitude mail mailbox main mainframe mainly
 mainstream maintain maintenance maize major make maker male malfunction malicious manage mandate mandatory mangle
 mania manifestation manifestly manifesto manipulate mankind manner manpower mans manual manufacture many maps march
 margin marital mark marker market marriage marry marvelous mask mass massive master match mate material mathematician
 mathematics matrices matrix matter mature maximize maximum maybe mayor maze meal mean meaningful meaningless meant
 meantime meanwhile measure meat mechanic media medical medicine medieval medium meet megabyte melody melt member
 membership memorable memory mend mental mention menu mercury mercy mere merge merit merry mess message messy metal
 metaphor meter method metric metro mice microcomputer microprocessor microwave midday middle midnight might mighty
 migrate mild mildly mile mileage military milk mill million mimic mind mindless mine minimal minimalist minimum
 minister minor mint minus minute miracle miraculous mirror miscellaneous misdirect miserable misery misfortune
 misguide misinterpret mislead misled misplace misprint misread misrepresent miss missile mission mist mistake mistaken
 mistakenly mistook misunderstand misunderstood misuse mixed mixture mnemonic moan mobile mock mode model moderate
 modern modest modification modify module mold mole molecular molecule moment momentarily momentum monarch money
 monitor monkey monochrome monopoly monster month monthly mood moon moral more moreover morning moron mortal most
 mostly mother motion motive motor motorway motto mount mountain mouse mouth move movement movie much muck muddle mugs
 multiple multiply mumble mummy mundane murder muscle museum music musician must mutter mutual myself mystery mystic
 myth mythical mythology nail naive naked name nameless narrative narrow narrowest nastier nastiest nasty nation native
 nature naughty near nearby nearer nearest nearly neat neatly necessarily necessary necessity neck need needle needless
 needlessly negate negative neglect negligible negotiate neighbor neighborhood neither nerve nervous nest nets network
 neural neutral never nevertheless newcomer newer newest newly news newsletter newspaper next nice nicer nicest nick
 nickname night nightmare nine noble nobody node noise noisy nominal none nonetheless nonsense noon norm normal north
 northern nose nostalgia notable notation note nothing notice notification notify notion notorious notwithstanding noun
 novel novelty novice nowadays nowhere nuclear nuisance null numb number numbest numeral nuns nurse nuts obey object
 objectionable obligatory oblige obnoxious obscene obscure observe obsess obsolete obstruct obtain obvious obviously
 occasion occasional occupation occupy occur occurrence ocean oddly odds offend offense offer offhand office official
 offset offspring often older oldest omission omit once ones oneself ongoing onion only onto onus open openly opera
 operate opinion opponent opportunity oppose opposite oppress optic optimal optimistic optimum option opts opus opuses
 oral orange orbit orchestra orchestral order ordinary organ orient origin orthodox other otherwise ought ours
 ourselves outcome outcry outdated outer outgoing outline outlook output outrage outright outset outside outstanding
 outweigh over overall overcame overcome overdraft overdue overflow overhead overlap overload overlong overlook overly
 overnight overprice overpriced overridden override overrode overseas overtime overtone overview overwhelm overwriting
 overwritten owed owner ownership owns oxygen ozone pace pacifier pack package packet pads page paid pain painfully
 painless paint pair palace pale panel panic pant paper paperback parade paradox paragraph parallel parameter paranoia
 paranoid paraphrase pardon parent parentheses parenthesis parity park parliament parochial parody parrot parse part
 partial participant particle particular particularly partition partly partner party pass passage passenger passion
 passive passport password past patch patent path pathetic patience patient patronize pattern pause pavement payment
 pays peace peak peanut peasant peculiar pedal pedant pedantry pedestrian peer penalty pence pencil pends penguin penny
 pens people perceive percent percentage perception perfect perfectly perform perhaps period peripheral permanent
 permission permit perpetual persecute persist person personnel perspective persuade persuasion perverse petrol petty
 pharmacy phase phenomena phenomenon philosopher philosophy phoenix phone photo photocopy photograph phrase physic
 physicist physiology piano pick picture piece pigeon pigs pile pill pilot pinch pink pins pint pipe pipeline pitch
 pitfall pity pizza place plague plain plainly plan plane planet planetary plant plaster plastic plate platform
 plausible play player playground plea pleasant pleasantly please pleasure plenty plot plotter ploy plug plural plus
 pocket poem poet poetic poetry point pointer pointless poison poke polar pole police policeman policy polish polite
 politician poll pollution polynomial pompous pool poor poorer poorest poorly pope pops populace popular populate pork
 pornography port portable porter portion portray pose position possess possible possibly post postage postal postcard
 poster postmaster postpone postscript postulate potato potential pound pour poverty powder power practice pragmatic
 praise pray prayer preach precaution precede precious precise predecessor predict predominantly preface prefer prefix
 pregnancy pregnant prejudice prejudiced preliminary premature premise premium prepare prerequisite prescribe
 prescription presence present preserve president press pressure presume pretend pretentious pretty prevail prevalent
 prevent preview previous previously price pride priest primarily primary prime primitive prince principal principle
 print printer printout prior priority prison privacy private privilege prize probable problem procedure proceed
 proceeded process processor proclaim produce product profession professional professor profile profit profound program
 programmer progress prohibit project proliferation prolong prominent promise promote prompt promptly prone pronoun
 pronounce pronunciation proof propaganda proper properly property prophet proportion propose proposition proprietary
 prose prosecute prospect prostitute protect protein protest protocol prototype proud prove proven provide provision
 provisional provocative provoke proximity pseudo psychological psychologist psychology public publicly publish pudding
 pull pulp pulse pump punch punctuation puncture punish puns punt pupil purchase pure purge purity purple purpose
 pursue pursuit push puts putt puzzle python qualification qualify quality quantity quantum quarter queen query quest
 question questionnaire queue queued quibble quick quicker quickest quickly quiet quieter quietest quietly quit quiz
 quota quotation quote rabbit rabid race racial racism racist rack racket radar radiation radical radio radius rage
 raid rail railroad railway rain rainbow raise rampant random randomly rang rank rant rape rapid rapidly rare rarer
 rarest rash rate rather ratio rational rationale rats rattle rave razor reach react reaction reactionary reactor read
 readable reader readership readily ready real realistic reality realize really realm rear rearrange reason reassure
 rebuild rebuilt recall receipt receive recent reception recipe recipient reckless reckon reclaim recognition
 recognizable recognize recollection recommend reconcile reconsider record recover recovery recreational recruit
 rectangle rectangular rectify recursion recycle redefine redirect reduce reduction redundant refer referenced
 referendum refine reflect reflex reform reformat refrain refresh refund refuse refute regain regard regardless regime
 region register registration regret regrettably regular regularly regulation reign reinstate reiterate reject relate
 relationship relative relax relay release relevant reliable relief relieve religion religious relocation reluctant
 reluctantly rely remain remainder remark remedy remember remind reminiscent remote remove rename rend render rendition
 renew rent repair repeat repeatedly repent repertoire repetition rephrase replace reply report represent
 representation reproduce reproduction repulsive reputation request require requisite reread rescue research resemble
 resent reserve reset reside resign resist resolution resolve resort resource respect respond response rest restart
 restaurant restore restrain restrict result resume resurrection retail retain retire retract retrieve return reuse
 reveal revelation revenge revenue reverse revert review revise revolt revolution revolutionary reward rewrite
 rewritten rewrote rhetorical rhyme rhythm ribbon rice rich richer richest ridden ride ridiculous rids right rightly
 rigid rigorous ring riot rips rise risen risk risky ritual rival river road robot robust rock rocket rode role roll
 roman romance romantic roof room root rope rose rotate rotten rough roughly round roundabout rout routine rows royal
 royalties rubber rubbish rude ruin rule ruler rumor rung runs rural rush rusty sabotage sack sacred sacrifice
 sacrificed sadden sadly safe safeguard safer safest safety saga said sail saint sake salary sale salesman salt
 salvation same sample sand sandwich sane sang sanity sank sarcasm sarcastic satellite satire satisfaction
 satisfactorily satisfactory satisfy sauce save says scale scan scandal scanner scarce scare scarf scarlet scatter
 scenario scene scenery schedule scheme scholar school science scientific scientist scope score scotch scrap scratch
 scream screen screw script scroll scum seal search season seat second secondary secondly secret secretary secretly
 sect section sector secular secure seed seek seem seemingly seen sees segment seldom select self selfish sell semantic
 seminar send sender senior sensation sense sensible sensibly sensitive sent sentence sentient sentiment separate
 sequel sequence sequential serial series serious seriously sermon servant serve server service session sets settle
 seven seventh severe sexes sexist sexual sexy shade shadow shake shaken shaky shall shallow shame shape share
 shareholder sharp sharply shed sheep sheer sheet shelf shell shelter shelve shift shine shiny ship shirt shock shoe
 shone shook shoot shop short shortage shorten shorter shortest shorthand shortly shot should shoulder shout shove show
 shower shown shut shutdown sick sicken side sideways sigh sight sigma sign signal signature significant significantly
 silence silent silicon sillier silliest silly silver similar similarly simple simpler simplest simplicity simplify
 simplistic simply simulate simultaneous since sincere sine sing singer single singular singularly sinister sink sins
 sister site sits situate sixteen sixth sixty size skeleton skeptical sketch skill skin skip skirt skull slag slang
 slash slave sleep slept slice slid slide slight slighter slightest slightly slim slip slippery slogan slope sloppy
 slot slow slower slowest slowly small smaller smallest smallish smart smash smell smelly smile smith smoke smoker
 smooth smoothly smug snack snag snail sneak sneaky sniff snobbery snow soap sober social socialist society sock socket
 soft software soil solar sold soldier sole solicitor solid solo solution solve some somebody somehow someone someplace
 something sometime somewhat somewhere song sons soon sooner soonest sophisticate sordid sore sorry sort sought soul
 sound soundtrack soup source south southern space span spare spatial speak speaker special specialist specialty
 species specific specify specimen spectacular spectrum speculate sped speech speed spell spend spent sphere spies
 spigot spike spill spin spiral spirit spiritual spit spite splendid split spoil spoke spoken spokesman sponsor
 spontaneous spoof spool sport spot spout sprang spray spread spring sprung spur spurious squad square squash squeeze
 stability stable stack staff stage stagger stair staircase stake stale stall stamp stance stand standard standpoint
 star stare stark start starter startle starve state statement static station stationary statistic status stay steadily
 steady steal steam steel steep steer stem step stereo stereotype sterile sterling stick sticky stiff still stimulate
 stir stock stole stolen stomach stone stood stop storage store storm story straight straightforward strain strange
 stranger strangest strategic strategy straw stray stream street strength strengthen stress stretch strict strictly
 strike string stringent strip strive stroke strong stronger strongest strongly struck structure struggle stuck student
 studio study stuff stuffed stumble stun stunt stupid style subject submission submit subroutine subscribe subscription
 subsequent subset subsidiary subsidize substance substantial substitute subtle subtlety subtly subway succeed
 succeeded success successfully successor such sudden suddenly sued sues suffer suffice sufficient suffix sugar suggest
 suicide suit suitable summarize summary summer sums sundry sung sunk sunlight sunny sunrise sunshine super superb
 superficial superfluous superior supermarket supernatural supervise supervised supervisor supplement supplementary
 supplier supply support suppose supposedly suppress supreme sure surface surgery surname surplus surprise surprisingly
 surround survey survive susceptible suspect suspend suspension suspicion suspicious sustain swallow swam swamp swap
 swear sweat sweep sweet swept swim swing switch sword swore sworn swum symbol symmetric symmetry sympathetic
 sympathize sympathy symphony symptom syndicate syndrome synonym syntactic syntax synthesis synthesizer system
 systematic table tabs tack tackle tactic tactless tail tailor take taken taker tale talent talk tall tame tangent tank
 tape target task taste tasteless taught taxation taxes taxi taxpayer teach teacher team teapot tear technical
 technique technological technology tedious teenage teeth telephone telescope television tell temper temperature temple
 temporarily temporary tempt temptation tend tendency tender tennis tens tense tension tentative tenth term terminal
 terminology terrible terribly terrify territory terror terrorist terse test text textbook textual than thank
 thankfully that theater thee theft their them theme themselves then theological theology theorem theoretical theory
 therapy there thereabouts thereafter thereby therefore therein thereof these thesis they thick thief thieve thin thing
 think third thirst thirty this thorough thoroughfare thoroughly those thou though thought thousand thread threat
 threaten three threshold threw throat through throughout throughput throw thrown thrust thumb thus tick ticket tidy
 tied tiger tight tightly tile till time timer timescale timetable tins tiny tips tire tiresome title toad toast
 tobacco today toes together toggle toilet token told tolerant toll tomato tome tomorrow tone tongue tonight tons took
 tool tooth topic tops tore torn torture toss total touch tough tour tourist toward tower town toys trace track trade
 tradition traditionally traffic tragedy tragic trail train transaction transcript transfer transform transient transit
 translate transmission transmit transmitter transparent transport trap trash trashcan travel tray tread treasure treat
 treatment treaty tree trek tremendous trend trendy trial triangle tribe trick tricky tried trifle trigger trilogy
 trinity trip triple tripos triumph trivia trivial trolley troop trouble trouser truck true truly trumpet truncate
 trunk trust trusty truth trying tube tune tunnel turn turntable tutor tutorial twelve twentieth twenty twice twin
 twist tying type typeset typewriter typical ugly ultimate umbrella unable unacceptable unaffected unambiguous
 unattended unauthorized unavailable unavoidable unaware unbalanced unbearable unbelievable unbiased uncertain
 uncertainty unchanged uncle unclear uncomfortable uncommon unconnected unconscious unconvincing undefined under
 underestimate undergo undergone undergraduate underground underlain underlay underlie underline underneath understand
 understood undertake undertaken undertook underwent undesirable undid undo undocumented undone undoubtedly unduly
 uneasy unemployed unexpected unexpectedly unexplained unfair unfamiliar unfinished unfortunate unfounded unfriendly
 unhappy unhealthy unhelpful uniform uniformly unify unimportant uninteresting union unique unit unity universe
 unjustified unknown unless unlike unlimited unload unlock unlucky unnatural unnecessarily unnecessary unobtainable
 unofficial unpleasant unpopular unpredictable unread unrealistic unreasonable unrelated unreliable unsafe
 unsatisfactory unseen unset unsolicited unsound unspecified unstable unsuccessful unsuitable unsupported unsure
 unsuspecting untidy until unto untrue unused unusual unwanted unwelcome unwilling unwise unworkable upbringing update
 upgrade upon upper upright upset upside upstairs upward urban urge urgency urgent usable usage used usefully useless
 user usual utility utter utterly vacancy vacation vacuum vague vain valid valley valuable value valve vandalism vanish
 vans variable variance variant variation variety various vary vast vastly vector vegetable vegetarian vehicle vein
 velocity vend vendor venture venue verb verbal verbatim verbose verdict verification verify versatile verse version
 versus vertical very vessel viable vicar vice vicinity vicious victim victory video view viewer viewpoint vigorously
 vile village vintage vinyl violate violence violent violin virgin virtual virtue virus viruses visible vision visit
 visitor visual vital vocabulary vocal voice void voltage volume voluntarily voluntary volunteer vomit vote voter vouch
 vowel vulnerable wade waffle wage wait wake walk wall wallet wander want ward warehouse warm warn warp warrant
 warranty wars wartime wary wash waste watch water wave ways weak wealth wealthy weapon wear weary weasel weather weds
 week weekday weekend weekly weigh weight weird welcome welfare well went were west western wets whale what whatever
 whatsoever wheel when whence whenever where whereas whereby whereupon wherever whether which whichever while whilst
 whim whiskey whistle white whoever whole wholeheartedly wholly whom whoop whose wicked wide wider widespread widest
 width wife wild wildly will willingly wind window wine wing winner wins winter wipe wire wisdom wise wiser wisest wish
 witch with withdraw withdrawn withdrew within without witness witty wive wizard woke woken wolf woman wombat women
 wonder wonderfully wondrous wont wood wooden word wore work workable worker workload workshop workstation world
 worldwide worm worn worry worse worship worst worth worthless worthwhile worthy would wound wrap wrapper wrath wreck
 wrecker wren wretched wrist write writer written wrong wrongly wrote yard yawn year yearly yellow yesterday yeti yield
 young younger youngest your yourself yourselves youth zero zone zoom
 """.split()
)
"""Words that an educated reader of English knows."""

_BY_STEM = {stem(word): word for word in ORDINARY_WORDS}
_ENDINGS = frozenset(
    """
    s es d ed ing ings er ers r rs or ors y ies ied ier iest ily ly al ally ful fully less ness ment ments ion ions
    ation ations ition itions sion sions able ible ability ance ances ence ences ant ants ent ents ive ives ity ities
    ize izes ized izing ise ises ised ising ism ist ists ous ously est ic ics ical ically
    """.split()
)


def is_ordinary(word: str) -> bool:
    """Whether *word*, of the letters a-z, is an ordinary word or a form of one.

    >>> is_ordinary("planned"), is_ordinary("carries"), is_ordinary("dialogs"), is_ordinary("dialoge")
    (True, True, True, False)
    """
    base = _BY_STEM.get(stem(word))
    if base is None or word == base:
        return base is not None
    same = next((i for i, (a, b) in enumerate(zip(word, base, strict=False)) if a != b), min(len(word), len(base)))
    ending = word[same:]
    if ending[1:] in _ENDINGS and ending[0] == word[same - 1]:
        return True  # a doubled letter: "planned"
    return ending in _ENDINGS and len(base) - same <= len(ending)
