# Lists that were there before keep their rotation as it is; new ones open with a title page.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programme', '0002_workdaytable'),
    ]

    operations = [
        migrations.AddField(
            model_name='playlist',
            name='title_page',
            field=models.BooleanField(default=False, verbose_name='open each pass with a title page'),
        ),
        migrations.AlterField(
            model_name='playlist',
            name='title_page',
            field=models.BooleanField(default=True, verbose_name='open each pass with a title page'),
        ),
    ]
